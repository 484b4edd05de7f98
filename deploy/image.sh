#!/bin/sh
# The steps of the image. The Dockerfile runs them, and so does deploy/rehearse.sh, in a chroot without
# Docker. Run as root on Debian with Python 3.11, in the project's folder.
set -eu

# A layer of its own, as the packages in .venv change rarely.
packages() {
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends make >/dev/null
    UV_NO_CACHE=1 UV_LINK_MODE=copy make .venv/.run
}

# Compiles everything, as nothing can be written later: compiling at a start takes ten seconds.
model() {
    make train
    .venv/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash .venv/lib \
        actions channels components contacts desk engine faq operations privacy serving storage
    rm -rf .uv .rasa models/clinic-chat.sha256
}

# The only step in the final image. The user has a number, by which Kubernetes checks that it isn't root.
user() {
    groupadd --gid 10001 clinic-chat
    useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin clinic-chat
    install -d -o clinic-chat -g clinic-chat -m 0700 /var/lib/clinic-chat
}

for step in "$@"; do
    case $step in
        packages | model | user) "$step" ;;
        *) echo "usage: deploy/image.sh packages|model|user …" >&2; exit 1 ;;
    esac
done
