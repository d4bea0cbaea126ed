#!/bin/sh
# What examples/compose.yaml says, for a Docker without compose: './compose.sh up' and './compose.sh down'.
set -eu
image=${TEPUI_IMAGE:-tepui:latest}
root=${TEPUI_ROOT:-/var/lib/tepui}
socket=${DOCKER_SOCKET:-/var/run/docker.sock}
ports=${TEPUI_PORTS:-5050 5051 5052}

up() {
  # shellcheck disable=SC2086 # three words
  set -- $ports
  docker run -d --name tepui-master --network host --restart unless-stopped -v "$root/master:$root/master" \
    "$image" master --ip=127.0.0.1 "--port=$1" "--work_dir=$root/master"
  for number in 1 2; do
    agent=agent-$number
    [ $number -eq 1 ] && port=$2 || port=$3
    docker run -d --name "tepui-$agent" --network host --pid host --cap-add SYS_ADMIN --cap-add SYS_PTRACE --security-opt apparmor=unconfined \
      --restart unless-stopped \
      -v "$root/$agent:$root/$agent" -v "$socket:$socket" "$image" agent "--master=127.0.0.1:$1" --ip=127.0.0.1 "--port=$port" \
      "--work_dir=$root/$agent" --containerizers=docker,mesos "--docker_socket=$socket" "--docker_mesos_image=$image" \
      "--resources=cpus:1;mem:1024;disk:1024;ports:[3${number}000-3${number}999]"
  done
}

case ${1-} in
  up) up ;;
  down) docker rm -f tepui-master tepui-agent-1 tepui-agent-2 ;;
  *) echo "compose.sh: up or down" >&2; exit 64 ;;
esac
