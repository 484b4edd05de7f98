#!/usr/bin/env bash
# `make kit`: checks each file of deploy/ with the tool made for it. Reports tools that are missing on this
# machine; on Debian they are in the packages shellcheck, nginx-light, prometheus and systemd.
set -uo pipefail
tools=${1:?usage: deploy/lint.sh FOLDER-WITH-TOOLS}
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
failed=0

run() { # NAME COMMAND …
    local said
    if ! command -v "$2" >/dev/null; then
        echo "not run: $1 ($2 is not here)"
    elif said=$("${@:2}" 2>&1); then
        echo "right:   $1"
    else
        echo "WRONG:   $1"
        echo "$said"
        failed=1
    fi
}

PATH=$PATH:/usr/sbin
run "shell scripts" shellcheck deploy/*.sh
run "Dockerfile" "$tools/hadolint" Dockerfile
run "compose.yaml" "$tools/python" -c 'import json, yaml; from compose_spec import PyCompose
PyCompose.from_json(json.dumps(yaml.safe_load(open("compose.yaml")))).to_spec()'
run "the chart: lint, render, refuse" "$tools/python" deploy/render.py "$made"
for version in 1.25 1.29 1.33 1.37; do
    run "the chart as Kubernetes $version reads it" \
        "$tools/kubernetes-validate" --strict --quiet --kubernetes-version $version "$made/small.yaml" "$made/full.yaml"
done
run "YAML" "$tools/yamllint" --strict -d "{extends: default, rules: {line-length: {max: 135},
    document-start: disable, truthy: disable, braces: disable, brackets: disable, comments: disable,
    comments-indentation: disable, indentation: {indent-sequences: whatever}}}" \
    compose.yaml deploy/prometheus deploy/chart/Chart.yaml deploy/chart/values.yaml .github
run "Caddyfile" env HOME="$made" "$tools/caddy" validate --adapter caddyfile --config deploy/Caddyfile
run "Caddyfile's form" "$tools/caddy" fmt --diff deploy/Caddyfile
# The file twice, as of two clinics, with a certificate made here.
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=bot.example.com \
    -keyout "$made/privkey.pem" -out "$made/fullchain.pem" 2>/dev/null
for name in bot north; do
    sed "s/bot.example.com/$name.example.com/; s#/etc/letsencrypt/live/$name.example.com#$made#" \
        deploy/nginx.conf >"$made/$name.site"
done
echo "events {} pid $made/pid; http { access_log off; include $made/*.site; }" >"$made/nginx.conf"
run "nginx.conf, for two clinics" nginx -t -e stderr -c "$made/nginx.conf"
# gixy warns of an unchecked Host; it is passed on by intention, since the bot compares Origin with it.
run "nginx.conf's safety" "$tools/gixy" --skips host_spoofing,version_disclosure deploy/nginx.conf
run "alert rules" promtool check rules deploy/prometheus/alerts.yml
run "when they ring" promtool test rules deploy/prometheus/alerts_test.yml
run "Prometheus' configuration" promtool check config deploy/prometheus/scrape.yml
# As installed, with an instance of each template.
cp -rL deploy/systemd "$made/units"
for unit in clinic-chat{,@north}.service clinic-chat-backup{,@north}.service; do
    run "$unit: exposed at most 2.5" systemd-analyze security --offline=true --threshold=25 "$made/units/$unit"
done
run "the timer" systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' deploy/systemd/clinic-chat-backup.timer)"
exit $failed
