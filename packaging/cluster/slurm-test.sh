#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs docs/clusters.md's job array for real: Debian's Slurm on this one machine, four shards of the demo's scenes, merged
# and compared byte for byte with one run. For a machine that nothing else runs on: it installs slurm-wlm and munge where
# they are missing, and replaces /etc/slurm/slurm.conf for the time of the test. Needs root.
#
#   packaging/cluster/slurm-test.sh [PROGRAM]        without it build/release/yolozu-infer or build/dev/yolozu-infer
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
program=${1:-}
for built in "$project"/build/{release,dev}/yolozu-infer; do
    [[ -n $program || ! -x $built ]] || program=$built
done
[[ -x $program ]] || { echo "slurm-test: build yolozu-infer first, or name the program" >&2; exit 2; }
[[ $EUID -eq 0 ]] || { echo "slurm-test: this needs root, to start Slurm's services" >&2; exit 2; }

work=$(mktemp -d)
configuration=/etc/slurm/slurm.conf
kept=$work/slurm.conf.kept
services=()

clean_up() {
    for service in "${services[@]}"; do kill "$service" 2>/dev/null || true; done
    wait 2>/dev/null || true
    if [[ -f $kept ]]; then cp "$kept" "$configuration"; else rm -f "$configuration"; fi
    rm -rf "$work"
}

install_slurm() {
    command -v slurmctld >/dev/null && command -v munged >/dev/null && return
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y slurm-wlm munge >/dev/null
}

# One partition whose only node is this machine; state below the test's own folder.
write_configuration() {
    local host memory
    host=$(hostname -s)
    memory=$(($(awk '/MemTotal/ {print $2}' /proc/meminfo) / 1024))
    mkdir -p "$work"/{state,spool} "$(dirname "$configuration")"
    if [[ -f $configuration ]]; then cp "$configuration" "$kept"; fi
    cat >"$configuration" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
AuthType=auth/munge
SlurmUser=root
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$memory State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP OverSubscribe=FORCE:4
END
}

start_services() {
    mkdir -p /run/munge /var/log/munge
    chown munge: /run/munge /var/log/munge
    [[ -s /etc/munge/munge.key ]] || { mungekey --create --force; chown munge: /etc/munge/munge.key; }
    if ! munge -n >/dev/null 2>&1; then
        runuser -u munge -- munged --foreground >"$work/munged.log" 2>&1 &
        services+=($!)
    fi
    for _ in {1..50}; do munge -n >/dev/null 2>&1 && break; sleep 0.2; done
    slurmctld -D >"$work/slurmctld.log" 2>&1 &
    services+=($!)
    slurmd -D >"$work/slurmd.log" 2>&1 &
    services+=($!)
    for _ in {1..100}; do
        [[ $(sinfo --noheader --format=%T 2>/dev/null) == idle ]] && return
        sleep 0.2
    done
    tail -n 20 "$work"/*.log >&2
    echo "slurm-test: Slurm did not start; its logs are above" >&2
    exit 1
}

# The demo's scenes as a data set, each several times.
make_dataset() {
    mkdir -p "$work/dataset/images/val"
    local copy scene
    for copy in {1..5}; do
        for scene in "$project"/models/demo/images/*; do
            ln -s "$scene" "$work/dataset/images/val/$copy-$(basename "$scene")"
        done
    done
}

trap clean_up EXIT
export SOURCE_DATE_EPOCH=1764000000  # so that files can be compared
export YOLOZU_INFER=$program
install_slurm
write_configuration
start_services
make_dataset
model=$project/models/demo/model.onnx

sbatch --wait --array=1-4 --output="$work/task-%a.log" \
    "$project/packaging/cluster/predict-shard.sbatch" "$model" "$work/dataset" "$work/results" \
    || { cat "$work"/task-*.log >&2; exit 1; }
"$program" merge "$work"/results/part-*-of-0004.json --output "$work/merged.json"
"$program" --model "$model" --dataset "$work/dataset" --output "$work/whole.json" --quiet
cmp "$work/merged.json" "$work/whole.json"
echo "slurm-test: four tasks of a job array, merged, are one run byte for byte ($(wc -c <"$work/whole.json") bytes)"
