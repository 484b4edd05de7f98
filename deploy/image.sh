#!/bin/sh
# The steps of the image. The Dockerfile runs them, and deploy/rehearse.sh in a clean root without any
# builder. As root, on Debian with Python 3.11, with the project in the folder of the call.
set -eu

# What .venv is made of changes seldom: a layer of its own.
packages() {
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends make >/dev/null
    UV_NO_CACHE=1 UV_LINK_MODE=copy make .venv/.run
}

# With the bytecode of everything, as nothing can be written later: compiling takes ten seconds a start.
model() {
    make train
    .venv/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash .venv/lib \
        actions channels components contacts desk engine faq operations privacy serving storage
    rm -rf .uv .rasa models/clinic-chat.sha256
}

# All that is left to do where it runs. A number and not only a name: Kubernetes asks for it.
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
