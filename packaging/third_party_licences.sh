#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# third_party_licences.sh FILE: gathers the licences of all that is compiled into the program and the library or linked
# into the static ones, from Debian's packages of it. Says which package it misses and fails where one is not there.
set -euo pipefail

readonly packages=(
    libjpeg62-turbo-dev libpng-dev libtiff-dev libwebp-dev zlib1g-dev libdeflate-dev
    libfmt-dev nlohmann-json3-dev libcli11-dev libprotozero-dev libyaml-dev libmbedtls-dev libstb-dev
    libc6-dev 'libstdc++-*-dev'
)

target=$1
temporary=$(mktemp "$target.XXXXXX")
trap 'rm -f "$temporary"' EXIT

for package in "${packages[@]}"; do
    found=
    for file in /usr/share/doc/$package/copyright; do
        if [[ -f $file ]]; then found=$file; fi
    done
    if [[ -z $found ]]; then
        echo "there is no /usr/share/doc/$package/copyright"
        exit 1
    fi
    printf '==== %s\n\n' "$(basename "$(dirname "$found")")"
    cat "$found"
    echo
done >"$temporary"
chmod 644 "$temporary"
mv "$temporary" "$target"
