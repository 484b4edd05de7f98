#!/usr/bin/env bash
# Does in a chroot what the Dockerfile does, and starts the bot there as the image would: with its own
# user, as process 1, with everything read-only except /tmp and CHAT_VAR. For machines without Docker or a
# registry. Run as root on Debian with mmdebstrap and the Python version of .python-version installed:
#   deploy/rehearse.sh FOLDER
set -euo pipefail
to=${1:?usage: deploy/rehearse.sh FOLDER}
port=5015
home=/srv/clinic-chat
mkdir -p "$to"

# Instead of Python's slim image: a minimal Debian, the libraries that Python needs, and Python.
base() {
    version=$(cat .python-version)
    python=$("python$version" -c 'import sys; print(sys.base_prefix)')
    mmdebstrap --quiet --variant=minbase bookworm "$to/debian" --include=ca-certificates,libbz2-1.0,libexpat1,libffi8,libgdbm6,liblzma5,libncursesw6,libreadline8,libsqlite3-0,libssl3,libuuid1,zlib1g
    tar -C "$python" --exclude=test --exclude=__pycache__ --exclude='site-packages/*' -c bin lib |
        tar -C "$to/debian/usr/local" -x --no-same-owner
    chroot "$to/debian" ldconfig
    ln -sf "python$version" "$to/debian/usr/local/bin/python3"
}

# Copies what COPY would with .dockerignore, from the last commit.
copy() {
    sed -n 's/^!//p' .dockerignore | xargs git archive HEAD -- | tar -C "$1$home" -x --no-same-owner
}

within() { # ROOT COMMAND …, with this machine's configuration of package indexes
    root=$1; shift
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    for config in "${PIP_CONFIG_FILE:-/etc/pip.conf}" "${PIP_CERT:-}"; do
        [ ! -f "$config" ] || install -D -m 644 "$config" "$root$config"
    done
    unshare --mount sh -euc "mount -t proc proc '$root/proc'; mount --rbind /dev '$root/dev'
        exec chroot '$root' sh -euc 'cd $home; $*'"
}

build() {
    rm -rf "$to/debian" "$to/build" "$to/final"
    base
    cp -a "$to/debian" "$to/build"
    mkdir -p "$to/build$home"
    copy "$to/build"
    within "$to/build" deploy/image.sh packages model
    mv "$to/debian" "$to/final"
    mkdir -p "$to/final$home"
    copy "$to/final"
    within "$to/final" deploy/image.sh user
    rm -rf "${to:?}/final$home"
    cp -a "$to/build$home" "$to/final/srv/"
}

# Uses the settings of the Dockerfile's ENV, but listens only on this machine.
start() {
    unshare --mount --pid --fork --kill-child sh -euc "
        mount --make-rprivate /
        mount --bind '$to/final' '$to/final'
        mount -t proc proc '$to/final/proc'
        mount -t tmpfs -o mode=1777 tmpfs '$to/final/tmp'
        mount --bind '$to/final/var/lib/clinic-chat' '$to/final/var/lib/clinic-chat'
        mount -o remount,bind,ro '$to/final'
        cd '$to/final$home'
        exec env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin HOME=/tmp CHAT_HOST=127.0.0.1 CHAT_PORT=$port \
            CHAT_VAR=/var/lib/clinic-chat GLIBC_TUNABLES=glibc.malloc.hugetlb=1 \
            chroot '$to/final' setpriv --reuid=10001 --regid=10001 --clear-groups --inh-caps=-all \
            --bounding-set=-all --no-new-privs sh -c 'cd $home && exec .venv/bin/python -m serving.run'
    " >"$to/bot.log" 2>&1 &
    unshare=$!
    trap 'kill "$unshare" 2>/dev/null || true' EXIT
}

ask() { curl -sS --fail --max-time 10 "http://127.0.0.1:$port$1" "${@:2}"; }

# The bot must become ready, answer and store a question, write no other files, and stop with exit code 0.
check() {
    start
    for _ in $(seq 120); do
        kill -0 "$unshare" || { cat "$to/bot.log"; exit 1; }
        ask /health/ready >/dev/null 2>&1 && break
        sleep 0.5
    done
    ask /health/live
    token=$(ask /chat/session --json '{}' | sed -E 's/.*"token": ?"([^"]+)".*/\1/')
    ask /chat/messages -H "Authorization: Bearer $token" \
        --json '{"id": "11111111-1111-4111-8111-111111111111", "text": "How much does PRP cost?"}' |
        grep -o '"topic": *"cost"'
    bot=$(pgrep --parent "$unshare")
    echo "user $(awk '/^Uid/ {print $2}' "/proc/$bot/status"), capabilities $(awk '/^CapBnd/ {print $2}' "/proc/$bot/status")," \
        "memory $(awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$bot/status") MB," \
        "image $(du -sm "$to/final" | cut -f1) MB, of it the bot $(du -sm "$to/final$home" | cut -f1) MB"
    if find "$to/final" -xdev -newer "$to/began" -type f ! -path '*/var/lib/clinic-chat/*' | grep .; then
        echo "was written to, and should not"
        exit 1
    fi
    kill -TERM "$bot"
    wait "$unshare" && echo "ended with 0"
    trap - EXIT
}

[ "${2:-}" = again ] || build
touch "$to/began"
check
