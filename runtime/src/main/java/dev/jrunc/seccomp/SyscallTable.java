package dev.jrunc.seccomp;

/** Generated from src/main/syscalls/syscalls.tsv by table.py; {@link SyscallNumbers} reads it. */
final class SyscallTable {
    static final String NAMES =
            "_llseek_newselect_sysctlacceptaccept4accessacctadd_keyadjtimexafs_syscallalarmarch_prctlarm_fadv"
                    + "ise64_64arm_sync_file_rangeatomic_barrieratomic_cmpxchg_32bdflushbindbpfbreakbreakpointbrkcachec"
                    + "tlcacheflushcachestatcapgetcapsetchdirchmodchownchown32chrootclock_adjtimeclock_adjtime64clock_g"
                    + "etresclock_getres_time64clock_gettimeclock_gettime64clock_nanosleepclock_nanosleep_time64clock_s"
                    + "ettimeclock_settime64cloneclone3closeclose_rangeconnectcopy_file_rangecreatcreate_moduledelete_m"
                    + "oduledupdup2dup3epoll_createepoll_create1epoll_ctlepoll_ctl_oldepoll_pwaitepoll_pwait2epoll_wait"
                    + "epoll_wait_oldeventfdeventfd2execveexecveatexitexit_groupfaccessatfaccessat2fadvise64fadvise64_6"
                    + "4fallocatefanotify_initfanotify_markfchdirfchmodfchmodatfchmodat2fchownfchown32fchownatfcntlfcnt"
                    + "l64fdatasyncfgetxattrfile_getattrfile_setattrfinit_moduleflistxattrflockforkfremovexattrfsconfig"
                    + "fsetxattrfsmountfsopenfspickfstatfstat64fstatat64fstatfsfstatfs64fsyncftimeftruncateftruncate64f"
                    + "utexfutex_requeuefutex_time64futex_waitfutex_waitvfutex_wakefutimesatget_kernel_symsget_mempolic"
                    + "yget_robust_listget_thread_areaget_tlsgetcpugetcwdgetdentsgetdents64getegidgetegid32geteuidgeteu"
                    + "id32getgidgetgid32getgroupsgetgroups32getitimergetpagesizegetpeernamegetpgidgetpgrpgetpidgetpmsg"
                    + "getppidgetprioritygetrandomgetresgidgetresgid32getresuidgetresuid32getrlimitgetrusagegetsidgetso"
                    + "cknamegetsockoptgettidgettimeofdaygetuidgetuid32getxattrgetxattratgttyidleinit_moduleinotify_add"
                    + "_watchinotify_initinotify_init1inotify_rm_watchio_cancelio_destroyio_geteventsio_pgeteventsio_pg"
                    + "etevents_time64io_setupio_submitio_uring_enterio_uring_registerio_uring_setupioctliopermiopliopr"
                    + "io_getioprio_setipckcmpkexec_file_loadkexec_loadkeyctlkilllandlock_add_rulelandlock_create_rules"
                    + "etlandlock_restrict_selflchownlchown32lgetxattrlinklinkatlistenlistmountlistnslistxattrlistxattr"
                    + "atllistxattrlocklookup_dcookielremovexattrlseeklsetxattrlsm_get_self_attrlsm_list_moduleslsm_set"
                    + "_self_attrlstatlstat64madvisemap_shadow_stackmbindmembarriermemfd_creatememfd_secretmigrate_page"
                    + "smincoremkdirmkdiratmknodmknodatmlockmlock2mlockallmmapmmap2modify_ldtmountmount_setattrmove_mou"
                    + "ntmove_pagesmprotectmpxmq_getsetattrmq_notifymq_openmq_timedreceivemq_timedreceive_time64mq_time"
                    + "dsendmq_timedsend_time64mq_unlinkmremapmsealmsgctlmsggetmsgrcvmsgsndmsyncmultiplexermunlockmunlo"
                    + "ckallmunmapname_to_handle_atnanosleepnewfstatatnfsservctlniceoldfstatoldlstatoldoldunameoldstato"
                    + "ldunameopenopen_by_handle_atopen_treeopen_tree_attropenatopenat2pausepciconfig_iobasepciconfig_r"
                    + "eadpciconfig_writeperf_event_openpersonalitypidfd_getfdpidfd_openpidfd_send_signalpipepipe2pivot"
                    + "_rootpkey_allocpkey_freepkey_mprotectpollppollppoll_time64prctlpread64preadvpreadv2prlimit64proc"
                    + "ess_madviseprocess_mreleaseprocess_vm_readvprocess_vm_writevprofprofilpselect6pselect6_time64ptr"
                    + "aceputpmsgpwrite64pwritevpwritev2query_modulequotactlquotactl_fdreadreadaheadreaddirreadlinkread"
                    + "linkatreadvrebootrecvrecvfromrecvmmsgrecvmmsg_time64recvmsgremap_file_pagesremovexattrremovexatt"
                    + "ratrenamerenameatrenameat2request_keyreserved177reserved193reserved221reserved82restart_syscallr"
                    + "iscv_flush_icacheriscv_hwprobermdirrseqrseq_slice_yieldrt_sigactionrt_sigpendingrt_sigprocmaskrt"
                    + "_sigqueueinfort_sigreturnrt_sigsuspendrt_sigtimedwaitrt_sigtimedwait_time64rt_tgsigqueueinfortas"
                    + "s390_guarded_storages390_pci_mmio_reads390_pci_mmio_writes390_runtime_instrs390_sthyisched_get_p"
                    + "riority_maxsched_get_priority_minsched_getaffinitysched_getattrsched_getparamsched_getschedulers"
                    + "ched_rr_get_intervalsched_rr_get_interval_time64sched_setaffinitysched_setattrsched_setparamsche"
                    + "d_setschedulersched_yieldseccompsecurityselectsemctlsemgetsemopsemtimedopsemtimedop_time64sendse"
                    + "ndfilesendfile64sendmmsgsendmsgsendtoset_mempolicyset_mempolicy_home_nodeset_robust_listset_thre"
                    + "ad_areaset_tid_addressset_tlssetdomainnamesetfsgidsetfsgid32setfsuidsetfsuid32setgidsetgid32setg"
                    + "roupssetgroups32sethostnamesetitimersetnssetpgidsetprioritysetregidsetregid32setresgidsetresgid3"
                    + "2setresuidsetresuid32setreuidsetreuid32setrlimitsetsidsetsockoptsettimeofdaysetuidsetuid32setxat"
                    + "trsetxattratsgetmaskshmatshmctlshmdtshmgetshutdownsigactionsigaltstacksignalsignalfdsignalfd4sig"
                    + "pendingsigprocmasksigreturnsigsuspendsocketsocketcallsocketpairsplicespu_createspu_runssetmaskst"
                    + "atstat64statfsstatfs64statmountstatxstimesttysubpage_protswapcontextswapoffswaponswitch_endiansy"
                    + "mlinksymlinkatsyncsync_file_rangesync_file_range2syncfssys_debug_setcontextsyscallsysfssysinfosy"
                    + "slogsysmipsteetgkilltimetimer_createtimer_deletetimer_getoverruntimer_gettimetimer_gettime64time"
                    + "r_settimetimer_settime64timerfdtimerfd_createtimerfd_gettimetimerfd_gettime64timerfd_settimetime"
                    + "rfd_settime64timestkilltruncatetruncate64tuxcallugetrlimitulimitumaskumountumount2unameunlinkunl"
                    + "inkatunshareunused109unused150unused18unused28unused59unused84uprobeuretprobeuselibuserfaultfdus"
                    + "r26usr32ustatutimeutimensatutimensat_time64utimesvforkvhangupvm86vm86oldvmsplicevserverwait4wait"
                    + "idwaitpidwritewritev";

    static final String OFFSETS =
            "###*#4#;#A#H#N#R#Y#a#l#q#{$0$C$Q$b$i$m$p$u%$%'%/%9%B%H%N%S%X%]%d%j%w&+&7&J&W&f&u'0'='L'Q'W'\\'g'n"
                    + "'}('(4(A(D(H(L(X(e(n({)+)7)A)O)V)^)d)l)p)z*(*2*;*G*P*]*j*p*v+#+,+2+:+B+G+N+W+`+l+x,),3,8,<,H,P,Y"
                    + ",`,f,l,q,x-&---6-;-@-I-T-Y-f-r-|.,.6.?.N.[.j.y/%/+/1/9/C/J/S/Z/c/i/q/z0*030>0I0P0W0]0d0k0v1$1-18"
                    + "1A1L1U1^1d1o1y2$20262>2F2P2T2X2c2t3%323B3K3U3a3n4'4/484F4W4e4j4p4t5#5-50545C5M5S5W5h6$6:6@6H6Q6U"
                    + "6[6a6j6p6y7)73777E7Q7V7_7p8%868;8B8I8Y8^8h8t9%92999>9E9J9Q9V9\\9d9h9m9w9|:.:8:B:J:M:Z:c:j:y;4;@;S"
                    + ";\\;b;g;m;s;y<$<)<4<;<E<K<\\<e<o<y<}=*=2===D=L=P=a=j=x>#>*>/>?>M>\\>k>v?&?0?A?E?J?T?^?g?t?x?}@.@3@:"
                    + "@@@G@P@_@oA$A5A9A?AGAVA\\AcAkArAzB+B3B>BBBKBRBZBdBiBoBsB{C(C7C>CNCYCfClCtC}D-D8DCDNDXDgDyE+E0E4ED"
                    + "EPE]EkEzF+F8FGF]FnFrG+G=GPGbGlH'H=HNH[HiH{I5IQIbIoI}J4J?JFJNJTJZJ`JeJoK%K)K1K;KCKJKPK]KtL(L7LFLM"
                    + "LZLbLlLtM#M)M1M:MEMPMYM^MeMpMxN'N0N;NDNONWNaNjNpNzO+O1O9OAOKOSOXO^OcOiOqOzP*P0P8PAPKPVP_PiPoPyQ("
                    + "Q.Q8Q?QGQKQQQWQ_QhQmQrQvR'R2R9R?RLRSR\\R`RoS$S*S>SESJSQSWS^SaSgSkSwT(T8TETTTaTpTwU*U9UJUYUjUoUtU|"
                    + "V+V2V<VBVGVMVTVYV_VgVnVwW%W-W5W=WEWKWTWZWeWjWoWtWyX'X7X=XBXIXMXTX\\XcXhXnXuXzY%";

    static final String SLOTS =
            "#Z'5#A%v%-'0'w'H'&'o(,#########.%;%b(@&M###%##$e##'W#######V#[##$%$g##(=$s$(#####r'?#N'D'n#{($##"
                    + "####%Y'F########&i(F$l######&I#####8&*$Q#M&@########'L##$n######$`###y########'Z########(1$.#i(U"
                    + "&w#######E()######&7##'Q%^##########$|&:##$p####&O##${'^####%Q$^##%N####$u#########)'a&1(-#=&'#P"
                    + "#m&k(/####&&####'<%:&a######(2##%0########'E##&q&Z&%'='B##%I$J##&L'9##'v######(V$@####%i'e%S####"
                    + "&E$$########%E'J%$##'8###s#-##%='u##$6&3&m##&J#t&W####%z&#####$0$1'[#######'########(:####'g$T##"
                    + "'@%H##%1########(B(\\$}%>(.##%T###_####%M#H##(T####%9%7########$:%d########%C%P(3################"
                    + "########$E'r##############'x####(W##%&$O###1#########K#:%<############%g&t#####\\'y$F####'A####%["
                    + "####'m####&P$)##(O&^##########$r##############'U##%q##&U########$A#####C%/'d$8####$X###q#@##%a&|"
                    + "(X####'T#>#U###6######$h&Q##(C#z&N##################%4%5##%K#W'`$,'M(`%@###j####([##$o%r')%W'7##"
                    + "########','O########$b#######Q##&j########%*$R':#b$q'i#############$##$v$]&n######$-#Y#####X##$="
                    + "#4$B'_'Y#`####'>##(M##$4%V%}#D#o'N#####w#R$;%'%B$x&T%\\$Y&['*(;(S###|#+&4%?&6&c'.'h(I$V(A####(H##"
                    + "&_#########B&/&2'4#^'X'p##########$Z######(N#F(Z######$?%8'/##%A##########$<$j%f##&f########$k##"
                    + "###&#3&R#9('##(0(9$w#########G#g#k$P$m#S&)%R&\\&{(4&G######$i#a&S(b########(########7$M%X##$2####"
                    + "##&9###############;##'(####%(####(K$H##&b&+$C####&;###v####$c't###########T(7##%x$#%_&-(G######"
                    + "%O######&g%F&V&C'S&(%u&>#c&o'f&8$y(6%j#,##############%G####%e#e##'j##########$/$D###J#n&l'|&h##"
                    + "######'}(5######%p&K#######/##$U###u(E####&B$t(J########$5##%6###?#f#l%h'6(?(Y''%]%3%o'+#x######"
                    + "##$a##%2###O######(%'c##%w####$[#######0'1'3'#'b(_#####I$W'z%c#<##(>##########%k##$G$>(L$K%+%n'K"
                    + "&<'%######&}##%t######'G##&p&0####'\\((#p$_%s%l####&u(a########$&##%,$N##';###L####(+$I##%U$9(R$'"
                    + "&y%|$+'l####&z'-%{(]#######################*(Q##$3&='q##########(<$\\&$&Y%.&D##%L####$7##&?####%D"
                    + "##$z(P##&,#####($L&.##$f########$d######'R##%#&x(*%J#####################5'V#]&r%m$*'s##&s%`####"
                    + "######&H&v##(&##&A%)&X######&`##%%&F#2$S##'k#######}&]&e##'$'I####(D&5######################'2##"
                    + "###h##']'P##'{&d(^#d%Z'C####(8%y";

    static final String X86_64 =
            "####$e#O&3#9$l%f$h%%#I$g###########U&T#####0####'{$F$G#t$#$%##$j&D##%S##%R##%T##%Q###\\'k#''l#N&Y"
                    + "#y$w$y#D#E&7%C&6%W%D&,'q%V%E&/&5#_&U#`%U%{'o%K##&0&?&@#u$$%z'|$&##%r#l###o%/(1(2&L%2#m#]%5'g%,'h"
                    + "'f'i#)####$S###n###q##%8(%##($'y(#%s$z%]&%%A##&H#s#r%G$5##$4##$1##$<###H###X$B$8#K%#$7$U&Q$A##$?"
                    + "##$*$+$E#W#[%($)$/##%-(-####$x%l%k&9%m%@%=%>&`##%<%?'b'c'a#4$v$u%j%i##&K&S%d%h#b'u't'v$'##%.#z%w"
                    + "#V('(3%0(.%1##%B%4#,%+(((*()#*###@'}%[&W&R'w%n#?#w%p$N%q$^&X$`#-##$c$n'r'e&*#.##%c%b%^%a##%`##%_"
                    + "#=(+#k#h#j#i#>##$_$a#/&B#G%t$}#############&&C'd(0%o'm#F######&=$P'n'j'`#:&8$d&]&^&\\#+%}##$f#5&:"
                    + "&Z&A'p'x&I&J####%|##$.%$#6&;&[${$|'s#$%)###}%y#7$r###Q&>###S%F%3(/#v%v&O%g########%I#####x&a(4#1"
                    + "$H#2$J#3$K$I##&<############$[$\\%:&N$X$Z$]##%9&M$W$Y#<&P%'#;#f#d#e%J#####L##&F#R#P%\\'z&$%;%H##$t"
                    + "$D##$C##$3##$=##$s#J&G$6$V$;##$@##$>##$:##$i$9#Z$m$2##%*(,###B#C#g#A#T##$L##&-&4#########M###Y&&"
                    + "#######(##$R##(&&_########$q$p###|%x$k&(##&E####$T$,$0##&'%X%7%L%P%O%N##%M####&.&2##&1##$-%6#p##"
                    + "%&####$(##$o#c#{%u&#############&c&b$O&V####$Q$M&+##%Y#^$b####&)%Z#a%e###%#8";

    static final String X86 =
            "$U$W$^##'$#E#W&1$E$R#?'8########$O&|&x#5###Q####'{%&%'#0#3%$%B#a&j'M%x'N%w'K%y'O%v'L$A'k#*'l&}'1"
                    + "#,$H$J#M#c&]%l&\\%m##&R'q%n##&V&[#/&y#%%j&F'o%h&#&W&e&f$N$'&E'|$(%=&=#[%K$]%U(1(2&q%X$X#&%['g%R'h"
                    + "'f'i$5%3&?$-%{$?#G$&%0%^(%'^($'y(#&>$K&&&K%b##&Q%%$V%J#V%8#U%7#S%6#t%;$2##'($M#e#8%*#d$)&v$t%A$n"
                    + "%?#p#q$\\'''%%N#r#<%5%S(-#D$9$I&7&6&_&8%g%d%e'9'X%c%f'b'c'a#Z$.$7&5&4$>&p##&.&3#I'u't'v#4%4%T#-&B"
                    + "'#('(3%V(.%W#Y%k%Z#7%Q(((*()$4%2%I'}&%'/&w'w&9%H#K&;#2&<$_'0$a$#%.$D#9'r'e&P$F#\\&-&,&(&+'[&*'Z&)"
                    + "$l(+'J'G'I'H$Y##$`$b$$&h$k##$r#F#@#x#_#6$6#)&i'd(0&:'m#A######&c$Q'n'j'`#N&^%G'5'6'4$q&H'V$u$}&`"
                    + "'2&g'p'x&n&o#P$+&G'U#>%+%#&a'3$p$L's#'%O#}#y&D$Z#|##'+&d'Y',%o%Y(/#J&A&t&2#########$#####L':(4$w"
                    + "$y$x${$v$|$z']&b############$h$i%`&s$d$f$j'_%_&r$c$e$g&u###v'B'A####'\\##%)%]&l'*')&''z&J%a%p##$B"
                    + "$T%F$S%E#R%D#u%<#n$1&m#]$*#k%:$s%@$m%>#j%9#o#f'&#s#;%C%P(,#h'E'D'F'C'-#g%(#T&T&Z#m$G$@#l&z$/&{&L"
                    + "#####i$3%1$,%z(&'7#=#C####$<#{###w&C#H&M##&k####$P$=$0##&N%|#1%q%u%t%s'P%r'Q##&U&Y'R&X'S#O%\\$%%/"
                    + "##%-#^#`#:#X$C#.&@&I#################z'.#####b#B&S'T%}%,$8$o$:&O&$$;&/#+#($[";

    static final String X32 =
            "#######O&3#9$l%f$h%%#I$g###########U&T#####0####'{$F$G#t$#$%##$j&D##%S##%R##%T##%Q###\\'k#''l#N&Y"
                    + "#y##$y#D#E&7%C&6%W##&,'q%V##&/&5(e)##`%U%{'o%K##&0&?&@#u$$%z'|$&##%r#l###o%/(1(2&L%2#m#]%5'g%,'h"
                    + "'f'i#)####$S###n###q##%8(%##($'y(#%s##%](p####&H#s#r%G$5##$4##$1##$<###H###X$B$8#K%#$7$U&Q$A##$?"
                    + "##$*$+$E#W({%($)$/##%-(-####$x%l%k&9%m%@%=%>&`##(|(}'b'c'a(_$v$u%j%i##&K&S(m%h#b'u't'v$'##%.#z%w"
                    + "#V('(3%0(.%1##%B%4#,%+(((*()#*###@'}%[&W&R'w%n#?#w%p$N%q$^&X$`#-##$c$n'r'e(r#.##%c(l%^%a##%`##%_"
                    + "#=(+#k#h#j#i#>##$_$a#/&B#G%t###############&&C'd(0%o'm#F######&=$P'n'j'`#:&8$d&]&^&\\#+%}##$f#5(s"
                    + ")$&A'p'x(x(y####%|##(f%$#6(t)%##$|'s#$%)###}%y(`$r##(b(v##(d%F%3(/#v%v&O%g########%I#####x&a(4(]"
                    + "(g#2(i(^$K(h##(u############$[$\\%:&N$X$Z$]##%9&M$W$Y#<&P%'#;#f#d#e%J#####L##(w(c#P%\\'z(o##%H##$t"
                    + "$D##$C##$3##$=##$s#J&G$6$V$;##$@##$>##$:##$i$9(z$m$2##%*(,###B#C#g#A#T##(j##&-&4#########M###Y&&"
                    + "#######(##$R##(&&_########$q$p###|%x$k&(##&E####$T$,$0##&'%X%7(k%P%O%N##%M####&.&2##&1##$-%6#p##"
                    + "%&####$(##$o#c#{%u&###############&b##&V####$Q$M&+##%Y#^$b####(q###a(n###%(a";

    static final String AARCH64 =
            "######%8%`###}%G$t################%6&+####%D####'{$#$$#U#######W%x##$;##$:##$<##$9##%J'k#]'l%9&0"
                    + "####$3#;###<###8#9###:'q#######7%K&,$&$'#T'o%M###S%t%u#V#X#Y'|#[###Z#=###w#.(1(2&$#1#D###4'g#+'h"
                    + "'f'i#t#####P###v###R##$+(%##($'y(#####%Z$-####$q#5###a$z##$x##$y##$g##$/##%;$d##$u##$v$V&)$_##$]"
                    + "##$l$n$e%:%?${$r$w###,(-####$2#?###>#@#'#%#(&7###$#&'b'c'a#A#####C#B##&#&9$1%I$J'u't'v#####-###I"
                    + "%7('(3#/(.#0###6#3#b#*(((*()####%W'}%Y&.&*'w%\\%V###F###E%R&/%T%L#####L'r'e%]%P##%'%&$}%%##%$##%#"
                    + "%F(+%)%(%*%+%Q##%S%U%E%v$.#s#N##############%w'd(0#\\'m########%_$%'n'j'`###_#M&4&5&3###m##$p#g#i"
                    + "&1%s'p'x%|%}#####l##$>###h#j&2###`'s#c%C#####r#e$W##%=%a##%B%X#2(/###J&'%H########$I######&8(4$O"
                    + "$Q$P$S$T$N$R##%^############$F$G$D&&$B$A$H##$C&%$?$@$E&(####%-%,%/%.#####k##%{%A%<%['z$,##$)##$k"
                    + "$a##$`##$Y##$h##$j$0%z$c$U$X##$^##$\\##$Z##$m$f%>$s$[###)(,##%2%1%3%0%@##$M#####n########%4##%5#p"
                    + "###########O##(&&6########%O%N#####H#u#x##%y######$|$=###q$L##$4$8$6$5##$7#####y#{###z##$b$K#Q##"
                    + "######$o###K$i###G$*##################&-#########|#######^#####o##%r$(###d#f";

    static final String ARM =
            "$U$W$^&0'&#E#W&H$E######%|&h####$O&-':##.$#Q##.%'{%&%'#0#3%$%B#a','M%v'N%u'K%w'O%t'L$A'k#*'l&.'?"
                    + "#,##$J#M#c&y%h&x%i##&m'q%j##&r&w#/';#%%f&a'o####&s'''($N$'&`'|$(%=&X#[%K$]%U(1(2'3%X$X#&%['g%R'h"
                    + "'f'i$5%3&Z$-%y$?##$&%0%^(%'^($'y(#&Y##&S&f##.)&l%%$V%G#V%8#U%7#S%6#t%;$2##&2$M#e#8###d$)'8$t%A$n"
                    + "%?###q$\\&1&:%N#r#<%5%S(-####$I&P&O&{&Q%e%b%c'G'X%a%d'b'c'a#Z####&N&M##'2'I&n&J#I'u't'v#4%4%T#-&]"
                    + "&/('(3%V(.%W##%g%Z#7%Q(((*()$4%2%J'}&R'='9##'H%I#K&V#2&W$_'>$a##%.###9'r'e&k$F##&*&)&%&('[&''Z&&"
                    + "$l(+&C&B&A&@$Y##$`$b$$'*$k##$r#F###########)'+'d(0&U'm#A%}&#&$'$$Q'n'j'`#N&z%H'C'D'B$q&c'V$u$}&|"
                    + "'@')'p'x'0'1####&b'U#>##%#&}'A##$L's#'%O###y&_$Z#|&6&7'%'Y&<%k%Y(/#J&\\'6&I#########$#####L'F(4$w"
                    + "$y$x${$v$|$z']'#############$h$i%`'5$d$f$j'_%_'4$c$e$g'7####&?&>&=&K'\\&4%)%]'.&;&5&T'z&e##%n.($B"
                    + "$T%F$S%E#R%D#u%<#n$1'/#]$*#k%:$s%@$m%>#j%9#o#f&9#s#;%C%P(,##&D&G&E&F&8#g%(##&p&v#m$G$@#l&,##&3&g"
                    + "######$3%1$,%x(&'E########$<#{###w&^#H##&h'-####$P$=$0##&i%z##%o%s%r%q'P%p'Q##&q&u'R&t'S#O%\\$%%/"
                    + "##%-###`###X$C#.&[&d#################z'<.&.'#b##&o'T%{%,$8####&j&L$;&+###($[";

    static final String RISCV64 =
            "######%8%`###}%G$t################%6&+####%D####'{$#$$#U#######W%x##$;##$:##$<##$9##%J'k#]'l%9&0"
                    + "####$3#;###<###8#9###:'q#######7%K&,$&$'#T'o%M###S%t%u#V#X#Y'|#[###Z#=###w#.(1(2&$#1#D###4'g#+'h"
                    + "'f'i#t#####P###v###R##$+(%##($'y(#####%Z$-####$q#5###a$z##$x##$y##$g##$/##%;$d##$u##$v$V&)$_##$]"
                    + "##$l$n$e%:%?${$r$w###,(-####$2#?###>#@#'#%#(&7###$#&'b'c'a#A#####C#B##&#&9$1%I$J'u't'v#####-###I"
                    + "%7('(3#/(.#0###6#3#b#*(((*()####%W'}%Y&.&*'w%\\%V###F###E%R&/%T%L#####L'r'e%]%P##%'%&$}%%##%$##%#"
                    + "%F(+%)%(%*%+%Q##%S%U%E%v$.#s#N##############%w'd(0#\\'m########%_$%'n'j'`###_#M&4&5&3###m##$p#g#i"
                    + "&1%s'p'x%|%}#####l##$>###h#j&2###`'s#c%C#####r#e$W##%=%a##%B%X#2(/####&'%H########$I%q%p##&8(4$O"
                    + "$Q$P$S$T$N$R##%^############$F$G$D&&$B$A$H##$C&%$?$@$E&(####%-%,%/%.#####k##%{%A%<%['z$,##$)##$k"
                    + "$a##$`##$Y##$h##$j$0%z$c$U$X##$^##$\\##$Z##$m$f%>$s$[###)(,##%2%1%3%0%@##$M#####n########%4##%5#p"
                    + "###########O##(&&6########%O%N#####H#u#x##%y######$|$=###q$L##$4$8$6$5##$7#####y#{###z##$b$K#Q##"
                    + "######$o###K$i###G$*##################&-#########|#######^#####o##%r$(###d#f";

    static final String LOONGARCH64 =
            "######%8%`###}%G$t################%6&+####%D####'{$#$$#U#######W%x##$;##$:##$<##$9##%J'k#]'l%9&0"
                    + "####$3#;###<###8#9###:'q#######7%K&,$&$'#T'o%M###S%t%u#V#X#Y'|#[###Z#=###w#.(1(2&$#1#D###4'g#+'h"
                    + "'f'i#t#####P###v###R##$+(%##($'y(#####%Z$-####$q#5###a$z##$x##$y##$g##$/##%;$d##$u##$v$V&)$_##$]"
                    + "####$n$e%:%?${$r$w###,(-####$2#?###>#@#'#%#(&7###$#&'b'c'a#A#####C#B##&#&9$1%I$J'u't'v#####-###I"
                    + "%7('(3#/(.#0###6#3#b#*(((*()####%W'}%Y&.&*##%\\%V###F###E%R&/%T%L#####L'r'e%]%P##%'%&$}%%##%$##%#"
                    + "%F(+%)%(%*%+%Q##%S%U%E%v$.#s#N##############%w'd(0#\\'m########%_$%'n'j'`###_#M&4&5&3###m##$p#g#i"
                    + "&1%s'p'x%|%}#####l##$>###h#j&2###`'s#c%C#####r#e$W##%=%a##%B%X#2(/####&'%H########$I######&8(4$O"
                    + "$Q$P$S$T$N$R##%^############$F$G$D&&$B$A$H##$C&%$?$@$E&(####%-%,%/%.#####k##%{%A%<%['z$,##$)##$k"
                    + "$a##$`##$Y##$h##$j$0%z$c$U$X##$^##$\\##$Z####$f%>$s$[###)(,##%2%1%3%0%@##$M#####n########%4##%5#p"
                    + "###########O##(&&6########%O%N#####H#u#x##%y######$|$=###q$L##$4$8$6$5##$7#####y#{###z##$b$K#Q##"
                    + "######$o###K$i###G$*##################&-#########|#######^#####o##%r$(###d#f";

    static final String PPC64 =
            "$U$W$^&]&k#E#W%{$E$R#?##########$O&Z&|#5###Q####'{%%%&#0#3%####a&n##%e##%d##%f##%c##$A'k#*'l&['3"
                    + "#,$H$J#M#c&O%Z&N%[##&B'q%\\##&F&M#/&}#%%X&='o%W##&H&V&W$N$'&<'|$(##&4#[##$]%D(1(2&t%G$X#&%J'g%A'h"
                    + "'f'i$5####$-%k$?#G$&##%K(%##($'y(#&5$K%r&>####&A%$$V%8#V###U###S###t##$2##&_$M#e#8%)#d$)&z$s##$n"
                    + "###p#q$\\&^&g%=#r#<##%B(-#D$9$I&'&&&Q&(%U%R%S'<##%Q%T'b'c'a#Z$.$7&%&$$>&u'6%z%}#I'u't'v#4##%C#-&9"
                    + "&\\('(3%E(.%F#Y%Y%I#7%@(((*()$4##%;'}%q'%&{##%p%<#K&2#2&3$_'2$a$###$D#9'r'e&@$F#\\%y%x%t%w##%v##%u"
                    + "$l(+'J'G'I'H$Y%7$`$b$$&l$k&6$q#F#@#x#_#6$6#)&m'd(0&1'm#A%6%4%5&R$Q'n'j'`#N&P%9'8'9':$p&,##$t$|&S"
                    + "'4&X'p'x&r&s#P$+&+###>%*$}&T'5$o$L's#'%-#}#y&;$Z#|&c&d&j##&i%]%H(/#J&8&x%|#########$#####L';(4$v"
                    + "$x$w$z$u${$y##&U%m##########$h$i%M&w$d$f$j##%L&v$c$e$g&y###v'B'A##'@##&a%(##&p&h&b%s'z&?##%V##$B"
                    + "$T##$S###R###u###n$1&q#]$*#k##$r##$m###j###o#f&f#s#;##%?(,#h'E'D'F'C&e#g%'#T&D&L#m$G$@#l&Y$/&`&."
                    + "&*&)#i$3##$,%j(&'7#=#C&I%g$<#{'##w&:#H##&G&o%n##$P$=$0##&/%h#1%^%b%a%`##%_####&E&K##&J###O%>$%##"
                    + "%O%,#^#`#:#X$C#.&7&-#################z'$#####b#B&C##%i%+$8$:##&0##$;&##+#($[";

    static final String PPC =
            "$U$W$^&]&k#E#W%{$E$R#?##########$O&Z&|#5###Q####'{%%%&#0#3%####a&n'M%e'N%d'K%f'O%c'L$A'k#*'l&['3"
                    + "#,$H$J#M#c&O%Z&N%[##&B'q%\\##&F&M#/&}#%%X&='o%W%l&H&V&W$N$'&<'|$(##&4#[%:$]%D(1(2&t%G$X#&%J'g%A'h"
                    + "'f'i$5%3&6$-%k$?#G$&%0%K(%'^($'y(#&5$K%r&>####&A%$$V%8#V###U###S###t##$2##&_$M#e#8%)#d$)&z$s##$n"
                    + "###p#q$\\&^&g%=#r#<##%B(-#D$9$I&'&&&Q&(%U%R%S'<'X%Q%T'b'c'a#Z$.$7&%&$$>&u'6%z%}#I'u't'v#4##%C#-&9"
                    + "&\\('(3%E(.%F#Y%Y%I#7%@(((*()$4%2%;'}%q'%&{##%p%<#K&2#2&3$_'2$a$#%.$D#9'r'e&@$F#\\%y%x%t%w'[%v'Z%u"
                    + "$l(+'J'G'I'H$Y%7$`$b$$&l$k##$q#F#@#x#_#6$6#)&m'd(0&1'm#A%6%4%5&R$Q'n'j'`#N&P%9'8'9':$p&,'V$t$|&S"
                    + "'4&X'p'x&r&s#P$+&+'U#>%*$}&T'5$o$L's#'%-#}#y&;$Z#|&c&d&j'Y&i%]%H(/#J&8&x%|#########$#####L';(4$v"
                    + "$x$w$z$u${$y']&U%m##########$h$i%M&w$d$f$j'_%L&v$c$e$g&y###v'B'A####'\\&a%(%P&p&h&b%s'z&?##%V##$B"
                    + "$T##$S###R###u###n$1&q#]$*#k##$r##$m###j###o#f&f#s#;##%?(,#h'E'D'F'C&e#g%'#T&D&L#m$G$@#l&Y$/&`&."
                    + "&*&)#i$3%1$,%j(&'7#=#C&I%g$<#{'##w&:#H##&G&o%n##$P$=$0##&/%h#1%^%b%a%`'P%_'Q##&E&K'R&J'S#O%>$%%/"
                    + "%O%,#^#`#:#X$C#.&7&-#################z'$#####b#B&C'T%i%+$8$:##&0##$;&##+#($[";

    static final String S390X =
            "####$^##'$#E#W&)$E$R#?##########$O&|&r#####Q####'{%&%'#0#3%B###a&d##%s##%r##%t##%q##$A'k#*'l&}'/"
                    + "#,$H$J#M#c&Y%g&Z%h##&K'q%i##&Q&V#/&u#%%f&?'o%k##&M&_&`$N$'&>'|%=##&6#[##$]%S(1(2&k%V$X#&%Y'g%P'h"
                    + "'f'i$5####$-%x$?##$&##%\\(%##($'y(#&7$K%{&D####&J%%$V%J%8##%7##%6##%;##$2##'($M#e#8%*#d$)&p%A##%?"
                    + "##%-#q$\\'''%%Z#r%5##%Q(-##$9$I&0&/&W&1%e%b%c'6##%a%d'b'c'a#Z####&.&-$>&j'5&(&+#I'u't'v%4##%R#-&;"
                    + "'#('(3%T(.%U##$7%X#7%O(((*()$4##%I'}%z&w&q'w&2%H#K&4#2&5$_'.$a$######9'r'e&I$F##&'&&%}&%##&$##&#"
                    + "$l(+'J'G'I'H$Y##$`$b$$&b$k&8$r#F###########)&c'd(0&3'm#A######&^$Q'n'j'`#N&X%G'9':'8$q&A##$u$}&["
                    + "'0&a'p'x&g&h####&@###>%+%#&\\'1$p$L's#'%L#}#y&=$Z#|##'+&x##',%y%W(/#J&:&n&*#########+#####L'7(4$w"
                    + "$y$x${$v$|$z##&]##'2&t&s&i'4$h$i%^&m$d$f$j##%]&l$c$e$g&o##$W'B'A##'@####%)##&y'*')%|'z&C##%j##$B"
                    + "%F##%E##%D##%<###n$1&f#]$*%:##%@##%>##%9###o#f'&#s%C##%N(,##'E'D'F'C'-#g%(#T&O&U#m$G$@#l&z$/&{&E"
                    + "######$3##$,%w(&'3########$<#{###w&<#H&F##&e####$P$=$0##&G%_##%l%p%o%n##%m##&P&R&T##&S###O%[$%##"
                    + "#######`#:#X$C#.&9&B#################z&v#####b#B&N##&L%,$8####&H##$;&,###($[";

    static final String S390 =
            "$U$W$^##'$#E#W&)$E$R#?##########$O&|&r#####Q####'{%&%'#0#3%$%B#a&d'M%s'N%r'K%t'O%q'L$A'k#*'l&}'/"
                    + "#,$H$J#M#c&Y%g&Z%h##&K'q%i##&Q&V#/&u#%%f&?'o%k%v&M&_&`$N$'&>'|$(%=&6#[%K$]%S(1(2&k%V$X#&%Y'g%P'h"
                    + "'f'i$5%3&8$-%x$?##$&%0%\\(%'^($'y(#&7$K%{&D####&J%%$V%J#V%8#U%7#S%6#t%;$2##'($M#e#8%*#d$)&p$t%A$n"
                    + "%?#p#q$\\'''%%Z#r#<%5%Q(-##$9$I&0&/&W&1%e%b%c'6'X%a%d'b'c'a#Z$.##&.&-$>&j'5&(&+#I'u't'v#4%4%R#-&;"
                    + "'#('(3%T(.%U##$7%X#7%O(((*()$4%2%I'}%z&w&q'w&2%H#K&4#2&5$_'.$a$#%.###9'r'e&I$F##&'&&%}&%'[&$'Z&#"
                    + "$l(+'J'G'I'H$Y##$`$b$$&b$k##$r#F###########)&c'd(0&3'm#A######&^$Q'n'j'`#N&X%G'9':'8$q&A'V$u$}&["
                    + "'0&a'p'x&g&h####&@'U#>%+%#&\\'1$p$L's#'%L#}#y&=$Z#|##'+&x'Y',%y%W(/#J&:&n&*#########+#####L'7(4$w"
                    + "$y$x${$v$|$z']&]##'2&t&s&i'4$h$i%^&m$d$f$j'_%]&l$c$e$g&o####'B'A####'\\##%)%M&y'*')%|'z&C##%j##$B"
                    + "$T%F$S%E#R%D#u%<#n$1&f#]$*#k%:$s%@$m%>#j%9#o#f'&#s#;%C%N(,##'E'D'F'C'-#g%(#T&O&U#m$G$@#l&z$/&{&E"
                    + "######$3%1$,%w(&'3#=######$<#{###w&<#H&F##&e####$P$=$0##&G%_#1%l%p%o%n'P%m'Q&P&R&T'R&S'S#O%[$%%/"
                    + "##%-###`#:#X$C#.&9&B#################z&v#####b#B&N'T&L%,$8####&H##$;&,###($[";

    static final String MIPS =
            "$U$W$b$q&a#E#W&+$E$R#?##########$O$r&v#5###Q$]$\\'{%:%;#0#3%8###a&h'M%v'N%u'K%w'O%t'L$A'k#*'l$s&{"
                    + "#,$H$J#M#c&Z%f&Y%g##&L'q%h##&R&X#/&w#%%d&?'o%l##&S&c&d$N$'&>'|$(##&6#[%J$a%S(1(2&o%V$X#&%Y'g%P'h"
                    + "'f'i$5%E&8$-%n$?#G$&%B%\\(%'^($'y(#&7$K%{&I####&K%9$V%I#V###U###S###t##$2##$t$M#e#8%>#d$)&t%-##%("
                    + "###p#q$`$u$v%L#r#<##%Q(-#D$9$I&0&/&\\&1%c%`%a'('X%_%b'b'c'a#Z$.$7&N&M$>&n##&J&-#I'u't'v#4##%R#-&;"
                    + "$w('(3%T(.%U#Y%e%X#7%O(((*()$4%D%H'}%z&y&u##&2%G#K&4#2&5$c&z$e$#%@$D#9'r'e&G$F#\\&'&&%}&%'[&$'Z&#"
                    + "$p(+'J'G'I'H$Y##$d$f$$&f$o##%+#F###########)&g'd(0&3'm#A######&`$Q'n'j'`#N&[%F'$'%'#%*&A'V%.%6&]"
                    + "&|&e'p'x&l&m#P$+&@'U#>%?%7&^&}%)$L's#'%M#}#y&=$Z#|$x$y&b'Y$z%i%W(/#J&:&r&,####%K#v%k#####L''(4%0"
                    + "%2%1%4%/%5%3']&_############$l$m%^&q$h$j$n'_%]&p$g$i$k&s####'B'A####'\\${%=%[&j$|$}%|'z&H&.%j##$B"
                    + "$T##$S###R###u###n$1&k#]$*#k##%,##%'###j###o#f%##s#;##%N(,#h'E'D'F'C%$#g%<#T&P&W#m$G$@#l%%$/%&&C"
                    + "#####i$3%C$,%m(&'&#=#C####$<#{###w&<#H&D##&i###$$P$=$0$^&E%x#1%o%s%r%q'P%p'Q&Q&T&U'R&V'S#O%Z$%%A"
                    + "#####^#`#:#X$C#.&9&B$6$_#6#@#_#x#####z&x#####b#B&O'T%y##$8$:##&F&($;&)#+#($[";

    static final String MIPS64 =
            "###:$a#N&8#8$g%]$c$y#I#############T&N#####0%4%3'{$D$E#r#|$###$e&?##%M##%L##%N##%K###['k#''l#M&S"
                    + "#w$p$r#C#D&1%=&0%>##&#'q%?##&)&/#]&O#^%;%q'o%E##&*&:&;#s#}%p'|$$##%h#j###m%'(1(2&F%*#k#\\%-'g%$'h"
                    + "'f'i#)####$P###l###o##%0(%##($'y(#%i$s%R%{####%}#q#p&G$3##$2##$/##$:###G###W$@$6#J$w$5$R&L$?##$="
                    + "##$($)$C#V#Z${$'$-##%%(-####$q%b%a&3%c%:%7%8&[##%6%9'b'c'a#3####&%&$##&E##%|%_#`'u't'v$%##%&#x%m"
                    + "#U('(3%((.%)##%<%,#,%#(((*()#*###?'}%Q&Q&M##%d#>#u%f$L%g$[&R$]#-####$i'r'e%y#.##%Y%X%T%W##%V##%U"
                    + "#<(+#i#f#h#g#=##$\\$^#/&=#F%j$v#############&&>'d(0%e'm#E######&7$M'n'j'`#9&2$`&W&X&V#+%s##$b#4&4"
                    + "&T&<'p'x&C&D####%r##$,$x#5&5&U$t$u's#$$|###{%o#6$m###P&9###R%@%+(/#t%l&J%^$z%/####%C#####v&Z(4#1"
                    + "$F#2$H%A$I$G##&6############$X$Y%2&I$U$W$Z##%1&H$T$V#;&K#####d#b#c%D#####K##&A#Q#O%S'z%z%`%B##$o"
                    + "$B##$A##$1##$;##$n#H&B$4$S$9##$>##$<##$8##$d$7#Y$h$0##$}(,###A#B#e#@#S##$J##&'&.#########L###X%u"
                    + "#######(##$O##(&&Y########$l$k###z%n$f%v##&@####$Q$*$.%5%w%O##%F%J%I%H##%G##&(&+&,##&-##$+%.#n##"
                    + "######$&##$j#a#y%k%t##################&P####$N$K&&##%P##$_####%x%Z#_%[###%#7";

    static final String MIPS64N32 =
            "###:$a#N&<#8$g%a$c$y#I#############T&R#####0%4%3'{$D$E#r#|$###$e&D'M%Q'N%P'K%R'O%O'L#['k#''l#M&W"
                    + "#w$p$r#C#D&5%=&4%>##&''q%?##&-&3#]&S#^%;%u'o%F##&.&?&@#s#}%t'|$$##%l#j%B#m%'(1(2&K%*#k#\\%-'g%$'h"
                    + "'f'i#)####$P%H#l###o##%0(%'^($'y(#%m$s%V&$####&&#q#p&>$3##$2##$/##$:###G###W$@$6#J$w$5$R&P$?##$="
                    + "##$($)$C#V#Z${$'$-##%%(-####$q%f%e&7%g%:%7%8&_'X%6%9'b'c'a#3####&)&(##&J##&%%c#`'u't'v$%##%&#x%q"
                    + "#U('(3%((.%)##%<%,#,%#(((*()#*###?'}%U&U&Q##%h#>#u%j$L%k$[&V$]#-####$i'r'e%}#.##%]%\\%X%['[%Z'Z%Y"
                    + "#<(+#i#f#h#g#=##$\\$^#/&B#F%n$v#############&&C'd(0%i'm#E######&;$M'n'j'`#9&6$`&[&\\&Z#+%w'V$b#4&8"
                    + "&X&A'p'x&H&I####%v'U$,$x#5&9&Y$t$u's#$$|###{%s#6$m###P&='Y#R%@%+(/#t%p&N%b$z%/####%D#####v&^(4#1"
                    + "$F#2$H%A$I$G']&:############$X$Y%2&M$U$W$Z'_%1&L$T$V#;&O#####d#b#c%E'\\###K%I&F#Q#O%W'z&#%d%C##$o"
                    + "$B##$A##$1##$;##$n#H&G$4$S$9##$>##$<##$8##$d$7#Y$h$0##$}(,###A#B#e#@#S##$J##&+&2#########L###X%y"
                    + "#######(##$O%G(&&]########$l$k###z%r$f%z##&E####$Q$*$.%5%{%S##%J%N%M%L'P%K'Q&,&/&0'R&1'S$+%.#n##"
                    + "######$&##$j#a#y%o%x##################&T####$N$K&*'T%T##$_####%|%^#_%_###%#7";

    static final String PARISC =
            "$U$W$^#G&S#E#W%v$E###?##########$O#:&h#####Q##&w'{$3$4#0#3$}###a&W'M%o'N%n'K%p'O%m'L$A'k#*'l#C&m"
                    + "#,##$J#M#c&K%N&J%O##&<'q%P##&C&I#/&i#%%L&2'o##%Z&D&U&V$N$'&1'|$(##&)#[%8$]%a(1(2&`%d$X#&%g'g%^'h"
                    + "'f'i#@$9&+$-&>$?##$&%6%@(%'^($'y(#&*##%s&5####&;$7$V%7#V###U###S###t##$2###Y$M#e#8###d$)&f$t##$n"
                    + "###p#q$\\#P%$%<#r#<##%_(-####$I%|%{&M%}%I%F%G&q'X%E%H'b'c'a#Z####%z%y##&_&v&?%x#I'u't'v#4##%`#-&."
                    + "#D('(3%b(.%c##%M%f#7%](((*()#x%4$@'}%r&j&g##&##l#K&'#2&($_&l$a$##}###9'r'e&:$F##%X%W%S%V'[%U'Z%T"
                    + "$l(+%-%,%+%*$Y##$`$b$$&X$k#####F###########)&Y'd(0&&'m#A######&Q$Q'n'j'`#N&L#g&s&t&r$q&%'V$u$5&N"
                    + "&n&T'p'x&]&^####&$'U#>##$6&O&o##$L's#'%=###y&0$Z#|$+$D&R'Y%&%Q%e(/#J&-&d%w#########$#####L&u(4$w"
                    + "$y$x${$v$|$z']&P############$h$i%B&b$d$f$j'_%A&a$c$e$g&e####%)%(%'%R'\\#^$C%?&\\%%#v%t'z&4##%[##$B"
                    + "$T##$S###R###u###n$1&[#]$*#k##$s##$m###j###o#f%##s#;##%\\(,#h%.%1%/%0$>##$o#T&A&H#m$G#####5###\\&6"
                    + "#####i#6$.$,&=(&&p#=######$<#{###w&/#H&7##&Z####$P$=$0##&8%q#1%h%l%k%j'P%i'Q##&E&G'R&F'S#O%>$%%5"
                    + "#######`###X#_#.&,&3#################z&k#####b#B&@'T&c$:$8####&9##$;%Y#+#($[";

    static final String PARISC64 =
            "$U$W$^#G&S#E#W%v$E###?##########$O#:&h#####Q##&w'{$3$4#0#3$}###a&W##%o##%n##%p##%m##$A'k#*'l#C&m"
                    + "#,##$J#M#c&K%N&J%O##&<'q%P##&C&I#/&i#%%L&2'o##%Z&D&U&V$N$'&1'|$(##&)#[%8$]%a(1(2&`%d$X#&%g'g%^'h"
                    + "'f'i#@$9&+$-&>$?##$&%6%@(%##($'y(#&*##%s&5####&;$7$V%7#V###U###S###t##$2###Y$M#e#8###d$)&f$t##$n"
                    + "###p#q$\\#P%$%<#r#<##%_(-####$I%|%{&M%}%I%F%G&q##%E%H'b'c'a#Z####%z%y##&_&v&?%x#I'u't'v#4##%`#-&."
                    + "#D('(3%b(.%c##%M%f#7%](((*()#x%4$@'}%r&j&g##&##l#K&'#2&($_&l$a$##}###9'r'e&:$F##%X%W%S%V##%U##%T"
                    + "$l(+%-%,%+%*$Y##$`$b$$&X$k#####F###########)&Y'd(0&&'m#A######&Q$Q'n'j'`#N&L#g&s&t&r$q&%##$u$5&N"
                    + "&n&T'p'x&]&^####&$###>##$6&O&o##$L's#'%=###y&0$Z#|$+$D&R##%&%Q%e(/#J&-&d%w#########$#####L&u(4$w"
                    + "$y$x${$v$|$z##&P############$h$i%B&b$d$f$j##%A&a$c$e$g&e####%)%(%'%R###^$C%?&\\%%#v%t'z&4##%[##$B"
                    + "$T##$S###R###u###n$1&[#]$*#k##$s##$m###j###o#f%##s#;##%\\(,#h%.%1%/%0$>##$o#T&A&H#m$G#####5###\\&6"
                    + "#####i#6$.$,&=(&&p#=######$<#{###w&/#H&7##&Z####$P$=$0##&8%q#1%h%l%k%j##%i####&E&G##&F###O%>$%%5"
                    + "#######`###X#_#.&,&3#################z&k#####b#B&@##&c$:$8####&9##$;%Y#+#($[";

    static final String M68K =
            "$U$W$^##&|#E#W&*$E###?######&c&b$O&y&u#####Q##$D'{%&%'#0#3#4%4#a&i'M%s'N%r'K%t'O%q'L$A'k#*'l&z'0"
                    + "#,$H$J#M#c&Y%g&X%h##&N'q%i##&R&W#/&v#%%e&?'o%d%y&S&d&e$N$'&>'|$(%=&6#[%]$]%R(1(2&o%U$X#&%X'g%O'h"
                    + "'f'i$5%3&8$-%v$?##$&%0%Y(%'^($'y(#&7$K%{&D&`##&M%%$V%J#V%8#U%7#S%6#t%;$2$o'%$M#e#8%*#d$)&s$t%A$n"
                    + "%?#p#q$\\'$&}%K#r#<%5%P(-####$I&0&/&[&1%c%`%a##'X%_%b'b'c'a#Z####&.&-$>&n##&L&,#I'u't'v%$%B%Q#-&;"
                    + "&{('(3%S(.%T##%f%W#7%N(((*()$4%2%\\'}%z'.&t##&2%[#K&4#2&5$_'/$a$#%.###9'r'e&I$F##&'&&%}&%'[&$'Z&#"
                    + "$l(+'J'G'I'H$Y##$`$b$$&g$k##$r#F#@#x###6###)&h'd(0&3'm#A######&_$Q'n'j'`#N&Z%G'6'7'5$q&A'V$u$}&\\"
                    + "'1&f'p'x&l&m####&@'U#>%+%#&]'2$p$L's#'%^#}#y&=$Z#|##'('+'Y')%j%V(/#J&:&r&+#########$#####L'8(4$w"
                    + "$y$x${$v$|$z']&^############$h$i&K&q$d$f$j'_&J&p$c$e$g'4###v'B'A####'\\##%)%Z','''&%|'z&C&a%k##$B"
                    + "$T%F$S%E#R%D#u%<#n$1&k#]$*#k%:$s%@$m%>#j%9#o#f'##s#;%C%M(,#h'E'D'F'C'*#g%(#T&P&V#m$G$@#l&w$/&x&E"
                    + "#####i$3%1$,%u(&'3#=######$<#{###w&<#H&F##&j####$P$=$0##&G%w#1%l%p%o%n'P%m'Q##&Q&U'R&T'S#O%L$%%/"
                    + "##%-###`#:#X$C#.&9&B#################z'-#####b#B&O'T%x%,$8####&H##$;&(#+#($[";

    static final String SH =
            "$U$W$^&k&y#E#W&0$E###?##########$O&h'/#####Q##$D'{%&%'#0#3%$%B#a&|'M%x'N%w'K%y'O%v'L$A###*'l&i'4"
                    + "#,##$J#M#c&]%l&\\%m##&R'q%n##&V&[#/'0#%%j&F'o%h&#&W&d&e$N$'&E'|$(%=&=#[%K$]%U(1(2'(%X$X#&%['g%R'h"
                    + "'f'i$5%3&?$-%{$?##$&%0%^(%'^($'y(#&>##&&&K####&Q%%$V%J#V%8#U%7#S%6#t%;$2##&m$M#e#8###d$)'-$t%A$n"
                    + "%?#p#q$\\&l&u%N#r#<%5%S(-####$I&6&5&_&7%g%d%e##'X%c%f'b'c'a#Z####&4&3$>''##&.&2#I'u't'v#4%4%T#-&B"
                    + "&j('(3%V(.%W##%k%Z#7%Q(((*()$4%2%I'}&%'2'.##&9%H#K&;#2&<$_'3$a$#%.###9'r'e&P$F##&-&,&(&+'[&*'Z&)"
                    + "$l(+'J'G'I'H$Y##$`$b$$&z$k##$r#F#@#x###6$6#)&{'d(0&:'m#A######&c$Q'n'j'`#N&^%G'9':'8$q&H'V$u$}&`"
                    + "'5&f'p'x'%'&####&G'U#>##%#&a'6##$L's#'%O#}#y&D$Z#|&q&r&x'Y&w%o%Y(/#J&A'+&1#########$#####L';(4$w"
                    + "$y$x${$v$|$z']&b############$h$i%`')$d$f$j'_%_'*$c$e$g',####'B'A####'\\&o%)%]'#&v&p&''z&J##%p##$B"
                    + "$T%F$S%E#R%D#u%<#n$1'$#]$*#k%:$s%@$m%>#j%9#o#f&t#s#;%C%P(,#h'E'D'F'C&s#g%(#T&T&Z#m$G$@#l&g$/&n&L"
                    + "#####i$3%1$,%z(&'7#=######$<#{###w&C#H&M'<&}####$P$=$0##&N%|#1%q%u%t%s'P%r'Q##&U&Y'R&X'S#O%\\$%%/"
                    + "##%-###`#:#X$C#.&@&I#################z'1#####b#B&S'T%}%,$8####&O##$;&/#+#($[";

    static final String MULTIPLEXED =
            "#######)#6#########################&#########################################################'##"
                    + "################################################################################################"
                    + "###########################################################################+####################"
                    + "#########*#3####################################################################################"
                    + "#(##############################################################################################"
                    + "####$;$:$9$8####################################################################################"
                    + "###################################################.#0#7###5####################################"
                    + "############################################################$0$/$.$1###-#####8#4#/##############"
                    + "###############################################2############$B$E$C$D#1###################%###,##"
                    + "################################################################################################"
                    + "############################################################################";

    private SyscallTable() {}
}
