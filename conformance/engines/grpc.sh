# shellcheck shell=sh
# Protocol buffers and gRPC by means of a shell and curl, for interfaces that Debian has no client of.
# A message is written as it stands in printf's %b: five characters, \0ooo, for each byte.

# varint NUMBER
varint() {
    number=$1
    while [ "$number" -gt 127 ]; do
        printf '\\0%03o' $((number % 128 + 128))
        number=$((number / 128))
    done
    printf '\\0%03o' "$number"
}

# int FIELD NUMBER
int() {
    varint $(($1 * 8))
    varint "$2"
}

# message FIELD CONTENT
message() {
    varint $(($1 * 8 + 2))
    varint $((${#2} / 5))
    printf %s "$2"
}

# text FIELD WORD
text() {
    message "$1" "$(printf %s "$2" | od -An -v -to1 | tr -d '\n' | sed 's/ /\\0/g')"
}

# call SOCKET METHOD MESSAGE: prints the bytes of the reply; an error is told as the server words it.
call() {
    length=$((${#3} / 5))
    traffic=$(mktemp -d "$SCRATCH/call.XXXXXX")
    printf '%b' "\\0000$(printf '\\0%03o' $((length >> 24)) $((length >> 16 & 255)) $((length >> 8 & 255)) \
        $((length & 255)))$3" > "$traffic/request"
    curl -sS --max-time "$PATIENCE" --http2-prior-knowledge --unix-socket "$1" --data-binary "@$traffic/request" \
        --header 'Content-Type: application/grpc' --header 'TE: trailers' \
        --dump-header "$traffic/headers" --output "$traffic/reply" "http://localhost/$2"
    granted=1
    if grep -qi '^grpc-status: 0' "$traffic/headers"; then
        tail -c +6 "$traffic/reply"
        granted=0
    else
        sed -n 's/^grpc-message: //Ip' "$traffic/headers" >&2
    fi
    rm -rf "$traffic"
    return $granted
}

# field NUMBER...: of the message on standard input, the first with this number, in the first with the number before;
# nothing where it is not there, or is 0.
field() {
    od -An -v -tu1 | LC_ALL=C awk -v path="$*" '
        function varint(  value, scale, byte) {
            scale = 1
            do {
                byte = bytes[at++]
                value += byte % 128 * scale
                scale *= 128
            } while (byte >= 128)
            return value
        }
        { for (i = 1; i <= NF; i++) bytes[end++] = $i }
        END {
            levels = split(path, wanted, " ")
            level = 1
            while (at < end) {
                key = varint()
                value = varint() # or the length
                found = int(key / 8) == wanted[level]
                if (key % 8 != 2) {
                    if (found && level == levels) {
                        print value
                        exit
                    }
                } else if (found && level < levels) {
                    level++
                    end = at + value
                } else if (found) {
                    for (end = at + value; at < end; at++) printf "%c", bytes[at]
                    exit
                } else {
                    at += value
                }
            }
        }'
}
