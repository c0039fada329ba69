#!/bin/sh
# Installs Passerelle on this machine as a service of systemd, or brings it to the version in this folder. As root, from the project's
# folder: deploy/install.sh. It may be given again at any time; what broke off is done anew. docs/operations.md tells what comes next.
set -eu
cd "$(dirname "$0")/.."

programs=/opt/passerelle
home=/var/lib/passerelle
settings=/etc/passerelle.env
python=${PYTHON:-python3}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}
as_bot() {
    (cd "$home" && runuser -u passerelle -- "$programs/current/bin/passerelle" "$@")
}

[ "$(id -u)" = 0 ] || fail "Please give this command as root: sudo deploy/install.sh"
command -v systemctl >/dev/null || fail "This machine has no systemd. docs/operations.md tells how to run the bot in containers."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    fail "Passerelle needs Python 3.11 or newer. On Debian or Ubuntu: apt install python3 python3-venv"
"$python" -c 'import ensurepip, venv' 2>/dev/null || fail "Please give this command first: apt install python3-venv"

echo "Account, folder and settings…"
getent passwd passerelle >/dev/null ||
    useradd --system --no-create-home --home-dir "$home" --shell /usr/sbin/nologin passerelle
install -d -m 0755 "$programs"
install -d -o passerelle -g passerelle -m 0700 "$home" "$home/backups"
[ -e "$settings" ] || install -o root -g passerelle -m 0640 deploy/settings.env "$settings"
ln -sfn "$settings" "$home/.env" # so that the service and every command read the same

echo "The new version, beside the present one (a minute or two)…"
version=$programs/$(date -u +%Y%m%d-%H%M%S)
# What broke off is no version to go back to, and must not take the place of one.
trap '[ "$(readlink "$programs/current")" = "$version" ] || rm -rf "$version"' EXIT
"$python" -m venv "$version"
# -qq: what an older pip has to say of libraries' own building is nothing for whoever installs; errors are shown.
"$version/bin/pip" install -qq --disable-pip-version-check --require-hashes -r requirements/run.txt
"$version/bin/pip" install -qq --disable-pip-version-check --no-deps .
"$version/bin/python" -m compileall -q "$version/lib"

if [ -L "$programs/current" ] && [ -z "${WITHOUT_BACKUP:-}" ]; then
    echo "A backup, before anything changes…"
    as_bot backup "backups/before-$(basename "$version").passerelle" ||
        fail "No backup could be made, so nothing was changed. Where there is nothing to keep: WITHOUT_BACKUP=1 deploy/install.sh"
fi

echo "The service…"
ln -sfn "$version" "$programs/current"
install -m 0755 deploy/passerelle /usr/local/bin/passerelle
install -m 0644 deploy/passerelle.service deploy/passerelle-backup.service deploy/passerelle-backup.timer /etc/systemd/system/
systemctl daemon-reload
systemctl enable --quiet passerelle.service passerelle-backup.timer
systemctl restart passerelle-backup.timer
systemctl restart passerelle.service ||
    fail "Passerelle is installed, and does not start. Its last lines say why: journalctl -u passerelle -n 20"
# The present version and the two before stay, to go back to.
find "$programs" -mindepth 1 -maxdepth 1 -type d | sort | head -n -3 | xargs -r rm -rf

cat <<'DONE'
Passerelle is installed and starts with this machine. Next:
  1. write the settings into /etc/passerelle.env, then:  systemctl restart passerelle
  2. look whether all is right:                          passerelle doctor
  3. become its administrator:                           passerelle claim
DONE
