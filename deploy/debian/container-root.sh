#!/bin/sh
# container-root.sh DIRECTORY: copies the installed daemon there, with the libraries, certificates
# and the account that it needs, and no shell: the root of a container.
set -eu
root=$1

mkdir -p "$root/etc" "$root/proc" "$root/dev" "$root/tmp"
# The paths that ldd prints are those at which the loader looks.
ldd /usr/bin/covisitd | grep -o '/[^ ]*' |
    xargs cp -L --parents -t "$root" /usr/bin/covisitd /etc/ssl/certs/ca-certificates.crt
cp -r --parents -t "$root" /usr/share/covisitd /etc/covisitd
echo 'covisitd:x:65532:65532::/var/lib/covisitd:/nonexistent' >"$root/etc/passwd"
echo 'covisitd:x:65532:' >"$root/etc/group"
install -d -m 700 -o 65532 -g 65532 "$root/var/lib/covisitd"
