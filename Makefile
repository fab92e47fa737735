# The front door: `make help`. Maven and runtime/Makefile do the work; nobody needs to call them by hand.

MAKEFLAGS += --no-print-directory
SHELL     := /bin/sh

PREFIX    ?= /usr/local
DESTDIR   ?=
RUNTIME   ?= $(CURDIR)/build/bin/jrunc
JRUNC     := $(CURDIR)/build/bin/jrunc
BUNDLE    := $(CURDIR)/bundle
# A warning of a compiler is an error: for CI. A newer compiler warns of more.
STRICT    ?=
export STRICT
MVN       := mvn -B -ntp -Dstyle.color=never $(if $(STRICT),-Djrunc.warnings=-Werror) $(MVNFLAGS)
QUIET     := -q -T2 -Dmaven.test.skip=true -DskipTests -Dspotless.check.skip=true
C_FILES    = $(wildcard runtime/src/*/c/*.[ch] runtime/src/*/c/*/*.[ch] conformance/src/*/c/*.[ch])
SH_FILES   = $(shell grep -rlE '^.!/bin/(ba|busybox )?sh|^. shellcheck shell=' --exclude-dir=.git --exclude-dir=build --exclude-dir=target --exclude-dir=bundle .)

.DEFAULT_GOAL := build
.PHONY: build run shell test test-native fuzz faults bench conformance fmt lint golden install deb test-fresh vm-test clean help packages bundle root

build: packages ## Build everything into build/ (installs missing Debian packages first)
	@$(MVN) $(QUIET) package

run: root build bundle ## See isolation: the demo, in containers made by jrunc
	@JRUNC=$(JRUNC) BUNDLE=$(BUNDLE) demo/isolation

shell: root build bundle ## An interactive shell in a container
	@JRUNC=$(JRUNC) BUNDLE=$(BUNDLE) demo/shell

test: root build ## Run the whole test suite
	@scripts/sum-tests clean; status=0; $(MVN) -fae verify || status=$$?; scripts/sum-tests || status=1; exit $$status

test-native: packages ## Run the C tests under ASan and UBSan
	@$(MAKE) -s -j2 -C runtime test-native

# Each search has the same share of the time; a seed makes them begin where one has failed.
TIME      ?= 60
FUZZ_SEED ?= $(shell date +%s)
FUZZ_TESTS = $(wildcard runtime/src/test/c/*_fuzz.c) $(shell grep -ho 'new Fuzz' $$(find */src/test/java -name '*FuzzTest.java'))
FUZZ_SHARE = $(shell expr $(TIME) / $(words $(filter-out new,$(FUZZ_TESTS))) \| 1)

fuzz: packages ## Search for input that breaks a reader: TIME=60 seconds in all, FUZZ_SEED=1
	@echo "seed $(FUZZ_SEED), $(FUZZ_SHARE) seconds for each search"
	@$(MAKE) -s -j2 -C runtime fuzz FUZZ_SEED=$(FUZZ_SEED) FUZZ_SECONDS=$(FUZZ_SHARE)
	@$(MVN) -q -fae test-compile surefire:test -pl oci-spec,runtime,bundle-tools -Dspotless.check.skip=true \
	    -Dtest='*FuzzTest' -Djrunc.seed=$(FUZZ_SEED) -Djrunc.fuzz.seconds=$(FUZZ_SHARE)

faults: root build ## Make every system call of every command fail once (20 minutes)
	@MVNFLAGS="$(MVNFLAGS)" conformance/run $(RUNTIME) -Dit.test=InjectionIT -Dconformance.faults=all

bench: root build bundle ## Compare with runc and crun: medians of paired runs
	@JRUNC=$(JRUNC) BUNDLE=$(BUNDLE) conformance/bench $(BENCHFLAGS)
	@JRUNC=$(JRUNC) conformance/images/bench
	@JRUNC=$(JRUNC) conformance/engines/bench

conformance: build ## Run the black-box suite against RUNTIME='/path/to/any/runtime …': TAP and a page; or with ENGINE=podman,rootless,docker,rootless-docker,containerd,cri,buildah
	@$(if $(ENGINE),scripts/install-engines $(ENGINE))
	@$(if $(ENGINE),conformance/run $(RUNTIME) -Djrunc.engine=$(ENGINE) -Dit.test=EngineSuiteIT,conformance/jrunc-conformance $(RUNTIME))

fmt: ## Format all Java and C
	@$(MVN) -q spotless:apply
	@clang-format -i $(C_FILES)

lint: ## Check format, shell scripts, and the C code with gcc -fanalyzer
	@$(MVN) -q spotless:check
	@clang-format --dry-run -Werror $(C_FILES)
	@shellcheck $(SH_FILES)
	@$(MAKE) -C runtime analyze STRICT=1

golden: packages ## Rewrite the golden files from what the code does now; review the diff as code
	@$(MVN) -q -fae test -Djrunc.golden=update

install: ## Install into DESTDIR/PREFIX (bin/jrunc and lib/jrunc), no compiler needed; JLINK=1: with a small JVM of its own
	@$(if $(and $(JLINK),$(DESTDIR)),echo "JLINK=1 links the JVM where it is to stay: not with DESTDIR; run lib/jrunc/make-jre there" >&2; exit 1)
	@[ -x $(JRUNC) ] || $(MAKE) build
	@mkdir -p $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/jrunc
	@# -p: the archive knows the jar by its modification time
	@install -p -m 755 build/bin/* $(DESTDIR)$(PREFIX)/bin/
	@cp -Rp build/lib/jrunc/. $(DESTDIR)$(PREFIX)/lib/jrunc/
	@$(if $(DESTDIR),,build/lib/jrunc/make-archive $(PREFIX)/lib/jrunc)
	@$(if $(JLINK),build/lib/jrunc/make-jre $(PREFIX)/lib/jrunc)
	@echo "installed $(DESTDIR)$(PREFIX)/bin/jrunc"

deb: build ## Build a Debian package in build/ (JLINK=1: with a Java of its own)
	@JLINK=$(JLINK) scripts/make-deb

test-fresh: root ## README and packages in minimal Debian roots (debootstrap; some minutes)
	@scripts/test-fresh

vm-test: root build ## The black-box suite in a virtual machine with cgroup v2, systemd and AppArmor, or with VM_ARCH=arm64: VM_TESTS="CgroupsIT"
	@MVNFLAGS="$(MVNFLAGS)" conformance/vm/$(or $(VM_ARCH),test) $(VM_TESTS)

clean: ## Remove everything that was built
	@rm -rf build bundle target */target

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

root:
	@[ "$$(id -u)" = 0 ] || { echo "This starts containers, which needs root: sudo make $(MAKECMDGOALS)" >&2; exit 1; }

packages:
	@scripts/install-packages

# A bundle from the static busybox, for `run`, `shell` and `bench`.
bundle: build
	@JRUNC=$(JRUNC) demo/make-bundle $(BUNDLE)
