# Sets $python to a Python 3.11 or newer that can make virtual environments; installs one where it may.

_usable() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

_find() {
    for candidate in /usr/bin/python3.11 python3.11 python3 python3.13 python3.12; do
        if _usable "$candidate"; then
            python=$candidate
            return 0
        fi
    done
    return 1
}

if ! _find; then
    install="apt-get update && apt-get install -y python3 python3-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing Python …"
        DEBIAN_FRONTEND=noninteractive sh -c "$install" >/dev/null 2>&1
    fi
    if ! _find; then
        echo "Fireseed needs Python 3.11 or newer with its venv module. On Debian or Ubuntu:" >&2
        echo "    sudo sh -c '$install'" >&2
        exit 1
    fi
fi
