#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Installs what this project needs and this machine does not have yet, and says what it does. For Debian 12.
#
#   tools/setup.sh [build] [video] [test] [bench] [arm64] [docs] [onnxruntime] [all]      without arguments: all
#
#   build        compiler, build tools and libraries, from Debian
#   video        FFmpeg's libraries with their headers, from Debian: builds made afterwards read videos and cameras
#   test         what only the tests and benchmarks need, from Debian
#   bench        OpenCV's dnn module, the rival of one benchmark, from Debian
#   arm64        compiler and emulator for arm64, from Debian, and Debian's arm64 libraries into .cache/arm64
#   docs         Doxygen, which makes the reference of the library's interfaces, from Debian
#   onnxruntime  ONNX Runtime's headers and library into .cache/onnxruntime, from npm, checked against a checksum
#
# Debian's packages need root or sudo; nothing else does. YOLOZU_CACHE names a folder that keeps the download of ONNX
# Runtime (150 MB) for other checkouts; without it the download is removed once it is unpacked.
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly project

# Programs as package:command: a program from elsewhere will do. Libraries by their package alone.
readonly build_packages=(
    g++:g++ lld:ld.lld make:make cmake:cmake ninja-build:ninja pkg-config:pkg-config ccache:ccache
    libjpeg62-turbo-dev libpng-dev libwebp-dev libtiff-dev libstb-dev
    nlohmann-json3-dev libprotozero-dev libmbedtls-dev libcli11-dev libfmt-dev libyaml-dev
    python3:python3
)
readonly video_packages=(libavformat-dev libavcodec-dev libavutil-dev libswscale-dev libavdevice-dev)
readonly test_packages=(
    python3:python3 python3-onnx python3-opencv python3-pil libgtest-dev libgmock-dev libvalijson-dev
    libopencv-core-dev libopencv-imgproc-dev libopencv-imgcodecs-dev libopencv-videoio-dev libonnx-testdata
)
readonly bench_packages=(libopencv-dnn-dev)
readonly docs_packages=(doxygen:doxygen)
readonly arm64_packages=(
    g++-aarch64-linux-gnu:aarch64-linux-gnu-g++ qemu-user-static:qemu-aarch64-static python3:python3 libonnx-testdata
)
# Static libraries and headers, with all that libtiff needs.
readonly arm64_libraries=(
    libjpeg62-turbo-dev libpng-dev libwebp-dev libtiff-dev libstb-dev
    zlib1g-dev liblzma-dev libzstd-dev libdeflate-dev liblerc-dev libjbig-dev
    nlohmann-json3-dev libprotozero-dev libmbedtls-dev libcli11-dev libfmt-dev libyaml-dev
    libgtest-dev libgmock-dev
)
readonly download_packages=(npm:npm)

say() { printf 'setup: %s\n' "$*"; }
fail() {
    printf 'setup: %s\n' "$*" >&2
    exit 1
}

is_installed() {
    local package=${1%%:*} command=${1#*:}
    if [[ $1 == *:* ]]; then
        command -v "$command" >/dev/null
    else
        [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]]
    fi
}

as_root() {
    if [[ $EUID -eq 0 ]]; then
        "$@"
    else
        sudo "$@"
    fi
}

# quietly NAME COMMAND...: shows what the command wrote only when it fails.
quietly() {
    local name=$1 log
    shift
    log=$(mktemp)
    if ! "$@" >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        fail "$name failed; its last lines are above"
    fi
    rm -f "$log"
}

apt_get() {
    quietly "apt-get $1" as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@"
}

package_lists_are_fresh=no
install_missing() {
    local entry missing=()
    for entry in "$@"; do
        is_installed "$entry" || missing+=("${entry%%:*}")
    done
    if [[ ${#missing[@]} -eq 0 ]]; then return; fi

    command -v apt-get >/dev/null ||
        fail "this is no Debian (there is no apt-get): install the equivalents of ${missing[*]} and run this again"
    [[ $EUID -eq 0 ]] || command -v sudo >/dev/null ||
        fail "packages are missing and there is no sudo: as root, run: apt-get install ${missing[*]}"
    say "installing from Debian: ${missing[*]}"
    if [[ $package_lists_are_fresh == no ]]; then apt_get update; fi
    package_lists_are_fresh=yes
    apt_get install -y --no-install-recommends "${missing[@]}"
}

# Work in progress; goes when the script ends, however it ends.
temporary=
trap '[[ -z $temporary ]] || rm -rf "$temporary"' EXIT

readonly arm64_folder=$project/.cache/arm64
readonly arm64_stamp="${arm64_libraries[*]}"

# The machine's own packages and package lists stay as they are: apt gets lists of its own, and dpkg only unpacks.
arm64_apt_get() {
    quietly "apt-get $1 for arm64" apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 \
        -o Dir::State::status=/dev/null -o Dir::State::lists="$temporary/lists" -o Dir::Cache="$temporary/cache" \
        -o APT::Sandbox::User=root "$@"
}

install_arm64_libraries() {
    if [[ -f $arm64_folder/stamp && $(<"$arm64_folder/stamp") == "$arm64_stamp" ]]; then return; fi
    say "unpacking Debian's arm64 libraries into $arm64_folder"
    mkdir -p "$project/.cache"
    temporary=$(mktemp -d -p "$project/.cache")
    mkdir -p "$temporary"/{lists,cache/archives}/partial "$temporary"/{packages,new}
    arm64_apt_get update
    (cd "$temporary/packages" && arm64_apt_get download "${arm64_libraries[@]}")
    local package
    for package in "$temporary"/packages/*.deb; do dpkg-deb --extract "$package" "$temporary/new"; done
    printf '%s\n' "$arm64_stamp" >"$temporary/new/stamp"
    rm -rf "$arm64_folder"
    mv -T "$temporary/new" "$arm64_folder"
    rm -rf "$temporary"
}

# ONNX Runtime has no package in Debian. This npm package carries Microsoft's own builds of it, headers included.
readonly onnxruntime_version=1.29.0
readonly npm_package=com.github.asus4.onnxruntime npm_version=0.4.9
readonly npm_sha256=e59788788818fdde1b2e522e766a21ba0f7d8391de55737abf81e32cc801785d
readonly onnxruntime_folder=$project/.cache/onnxruntime
architecture=$(uname -m)
readonly architecture onnxruntime_stamp="$onnxruntime_version $architecture $npm_sha256"

onnxruntime_is_installed() {
    [[ -f $onnxruntime_folder/include/onnxruntime_c_api.h && -f $onnxruntime_folder/stamp &&
        $(<"$onnxruntime_folder/stamp") == "$onnxruntime_stamp" ]] &&
        [[ $architecture != x86_64 || -f $onnxruntime_folder/lib/libonnxruntime.so ]]
}

# Leaves the checked package in $1; the same file from an earlier run will do.
download_onnxruntime() {
    local target=$1 found
    if [[ ! -f $target ]]; then
        install_missing "${download_packages[@]}"
        say "downloading ONNX Runtime $onnxruntime_version from npm ($npm_package@$npm_version, 150 MB)"
        (cd "$temporary" && npm pack --loglevel error --ignore-scripts --cache npm "$npm_package@$npm_version" >npm.log) ||
            fail "npm could not download $npm_package@$npm_version: is there a network, and may it reach the npm registry?"
        mv "$temporary/$npm_package-$npm_version.tgz" "$target"
    fi
    if ! sha256sum --check --status <<<"$npm_sha256  $target"; then
        found=$(sha256sum "$target")
        rm -f "$target"
        fail "$target has the SHA-256 ${found%% *} where $npm_sha256 was expected; it has been deleted: run this again, and if that does not help, do not trust the download"
    fi
}

unpack_onnxruntime() {
    local archive=$1 folder=$2
    # The headers are the same for all systems; the package has them unpacked only in its iOS framework.
    local headers='package/Plugins/iOS~/onnxruntime.xcframework/ios-arm64/onnxruntime.framework/Headers'
    local library=package/Plugins/Linux/x64
    tar -xzf "$archive" -C "$folder" "$headers" "$library" package/LICENSE package/ThirdPartyNotices.txt
    mkdir "$folder/new" "$folder/new/include" "$folder/new/lib"
    mv "$folder/$headers"/*.h "$folder/new/include"
    mv "$folder/package/LICENSE" "$folder/package/ThirdPartyNotices.txt" "$folder/new"
    if [[ $architecture == x86_64 ]]; then
        mv "$folder/$library"/*.so "$folder/new/lib"
    else
        say "no ONNX Runtime library is provided for $architecture, only its headers: give your own with --onnxruntime PATH"
    fi
    printf '%s\n' "$onnxruntime_stamp" >"$folder/new/stamp"
}

install_onnxruntime() {
    if onnxruntime_is_installed; then return; fi
    local downloads=${YOLOZU_CACHE:-$project/.cache/downloads}
    local archive=$downloads/$npm_package-$npm_version.tgz
    mkdir -p "$downloads" "$project/.cache"
    temporary=$(mktemp -d -p "$project/.cache")
    download_onnxruntime "$archive"

    say "unpacking ONNX Runtime $onnxruntime_version into $onnxruntime_folder"
    unpack_onnxruntime "$archive" "$temporary"
    chmod -R u=rwX,go=rX "$temporary/new"
    rm -rf "$onnxruntime_folder"
    mv -T "$temporary/new" "$onnxruntime_folder"
    rm -rf "$temporary"
    if [[ -z ${YOLOZU_CACHE:-} ]]; then rm -rf "$downloads"; fi
}

for component in "${@:-all}"; do
    case $component in
        build) install_missing "${build_packages[@]}" ;;
        video) install_missing "${video_packages[@]}" ;;
        test) install_missing "${test_packages[@]}" ;;
        bench) install_missing "${bench_packages[@]}" ;;
        docs) install_missing "${docs_packages[@]}" ;;
        arm64)
            install_missing "${arm64_packages[@]}"
            install_arm64_libraries
            ;;
        onnxruntime) install_onnxruntime ;;
        all)
            install_missing "${build_packages[@]}" "${video_packages[@]}" "${test_packages[@]}" "${bench_packages[@]}" \
                "${docs_packages[@]}" "${arm64_packages[@]}"
            install_arm64_libraries
            install_onnxruntime
            ;;
        -h | --help) sed -n '4,17s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" ;;
        *) fail "unknown component '$component'; there are build, video, test, bench, arm64, docs, onnxruntime and all" ;;
    esac
done
