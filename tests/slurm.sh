#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A sweep as a Slurm job array, on a Slurm of one node that is started for it and ended with it.
# Needs root and Debian's slurmctld, slurmd, slurm-client and munge; else it is skipped.
#
# Catches: an array index that is understood otherwise than Slurm means it, with steps and a first
# index of its own, too; an array that does not make the whole sweep.
set -u
# shellcheck source=tests/begin.sh
. "${srcdir:-.}/tests/begin.sh"
PATH=$PATH:/usr/sbin:/sbin
skip() { echo "$1"; exit 77; }
test "$(id -u)" = 0 || skip 'needs root'
for tool in munged slurmctld slurmd sbatch; do
    command -v $tool >/dev/null 2>&1 || skip "$tool is not installed"
done
dir=$(mktemp -d) || exit 99
munge='' ctld='' node=''
# By their numbers, since another Slurm may run here.
stop() {
    for pid in $node $ctld $munge; do kill "$pid" 2>/dev/null; done
    wait
    rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM
cd "$dir" || exit 99
chmod 755 "$dir"
mkdir state spool
name=$(uname -n)
name=${name%%.*}
dd if=/dev/urandom of=key bs=64 count=1 2>/dev/null
chmod 400 key
cat >slurm.conf <<END
ClusterName=interlock
SlurmctldHost=$name(127.0.0.1)
AuthInfo=socket=$dir/munge.socket
SlurmUser=root
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/ctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldPort=16817
SlurmdPort=16818
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
MpiDefault=none
ReturnToService=2
NodeName=$name NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=$name Default=YES State=UP
END
SLURM_CONF=$dir/slurm.conf
export SLURM_CONF
munged --foreground --force --key-file="$dir/key" --socket="$dir/munge.socket" \
    --pid-file="$dir/munge.pid" --log-file="$dir/munge.log" --seed-file="$dir/munge.seed" \
    >munged.log 2>&1 &
munge=$!
slurmctld -D -i >ctld.log 2>&1 &
ctld=$!
slurmd -D -N "$name" >slurmd.log 2>&1 &
node=$!
tries=0
until sinfo -h -o %t 2>/dev/null | grep -q idle; do
    tries=$((tries + 1))
    if test $tries -gt 60 || ! kill -0 $ctld 2>/dev/null || ! kill -0 $node 2>/dev/null; then
        tail -n 5 munged.log ctld.log slurmd.log
        skip 'Slurm does not come up here'
    fi
    sleep 0.5
done

cat >sweep.ini <<'END'
[scenario]
format = 1
extends = convoy-2
until = 100ms
[sweep]
machine.cores = 1..5
thread.cpu.count = 1..5
replications = 2
END
"$INTERLOCK" sweep sweep.ini -o whole.csv --quiet || exit 1
bad=0
# array INDICES SHARD: its parts make the whole.
array() {
    rm -f part-*.csv
    # shellcheck disable=SC2016
    sbatch --wait --quiet --array="$1" --output=job-%a.log \
        --wrap "'$INTERLOCK' sweep sweep.ini --shard $2 -o part-\$SLURM_ARRAY_TASK_ID.csv --quiet" ||
        { tail -n 3 job-*.log; bad=$((bad + 1)); }
    "$INTERLOCK" merge part-*.csv -o merged.csv && cmp merged.csv whole.csv || bad=$((bad + 1))
}
array 1-4 auto/4
array 1-4 auto
array 0-3 auto
array 10-14:2 auto
echo "4 arrays, $bad wrong"
test $bad -eq 0
