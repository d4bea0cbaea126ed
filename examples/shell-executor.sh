#!/bin/sh
# An executor in plain shell and curl: the data of each task is a piece of text, which a shell runs. Messages of the
# scheduler are sent back. For frameworks whose ids hold neither quotes nor backslashes, as a sed script reads the JSON.
set -u
cd "${MESOS_SANDBOX:?is set by a Mesos agent, which starts executors}" || exit 1
url=http://$MESOS_AGENT_ENDPOINT/api/v1/executor
# The agent's Unix socket needs no network.
socket=${MESOS_DOMAIN_SOCKET:+--unix-socket $MESOS_DOMAIN_SOCKET}
whose="\"framework_id\":{\"value\":\"$MESOS_FRAMEWORK_ID\"},\"executor_id\":{\"value\":\"$MESOS_EXECUTOR_ID\"}"
state=$PWD/.executor
mkdir -p "$state/tasks" "$state/updates" "$state/running"
[ -p "$state/events" ] || mkfifo "$state/events"
runs=

# call BODY: everything but SUBSCRIBE is answered 202 with nothing.
call() {
  curl $socket -sS -f -X POST -H 'Content-Type: application/json' -d "{$whose,$1}" "$url"
}

# The value of a member that is text, or an object around one value; the first of the name.
member() { printf %s "$event" | sed -n "s/\"$1\":/\n/; s/.*\n\(\"\|{\"value\":\"\)\([^\"]*\)\".*/\2/p"; }
key() { printf %s "$1" | cksum | tr ' ' -; }

# update TASK STATE [MESSAGE]: kept until it is acknowledged, and told again after a lost connection.
update() {
  uuid=$(head -c 16 /dev/urandom | base64)
  status="{\"task_id\":{\"value\":\"$1\"},\"state\":\"$2\",\"source\":\"SOURCE_EXECUTOR\",\"uuid\":\"$uuid\",\"message\":\"${3-}\"}"
  file=$state/updates/$(date +%s%N)
  printf '{"status":%s}' "$status" > "$file.new" && mv "$file.new" "$file"
  tries=20
  until call "\"type\":\"UPDATE\",\"update\":{\"status\":$status}" || [ ! -e "$file" ] || [ $tries -eq 0 ]; do
    tries=$((tries - 1))
    sleep 0.5
  done
}

# run TASK TEXT: in a session of its own, so that a kill reaches all of it.
run() {
  running=$state/running/$(key "$1")
  setsid sh -c "$2" 3<&- &
  child=$!
  echo $child > "$running"
  [ ! -e "$running.killed" ] || stop "$running"
  update "$1" TASK_RUNNING
  wait $child
  code=$?
  if [ -e "$running.killed" ]; then update "$1" TASK_KILLED Killed
  elif [ $code -eq 0 ]; then update "$1" TASK_FINISHED "Command exited with status 0"
  else update "$1" TASK_FAILED "Command exited with status $code"
  fi
  rm -f "$running" "$running.killed"
}

# stop FILE: the file of a running task, which is empty while it is being started.
stop() {
  touch "$1.killed"
  pid=$(cat "$1")
  [ -z "$pid" ] || until kill -- "-$pid" 2> /dev/null || ! kill -0 "$pid" 2> /dev/null; do sleep 0.01; done
}

shut_down() {
  for file in "$state"/running/*[0-9]; do [ ! -e "$file" ] || stop "$file"; done
  [ -z "$runs" ] || wait $runs
  kill "$curl" 2> /dev/null
  exit 0
}

handle() {
  # Mesos writes a slash in JSON with a backslash before it.
  event=$(printf %s "$event" | sed 's#\\/#/#g')
  task=$(member task_id)
  file=$(key "$task")
  case $(member type) in
    SUBSCRIBED) echo "Subscribed" ;;
    LAUNCH)
      echo "Running $task"
      printf %s "$event" | sed 's/.*"launch":{"task":\(.*\)}}$/\1/' > "$state/tasks/$file"
      : > "$state/running/$file"
      # The last of the name: an executor's own data and secrets stand before the task's.
      run "$task" "$(printf %s "$event" | sed -n 's/.*"data":"\([^"]*\)".*/\1/p' | base64 -d)" &
      runs="$runs $!"
      ;;
    KILL) [ ! -e "$state/running/$file" ] || stop "$state/running/$file" ;;
    ACKNOWLEDGED)
      rm -f "$state/tasks/$file"
      grep -lF "\"$(member uuid)\"" "$state"/updates/* 2> /dev/null | xargs -r rm -f
      ;;
    MESSAGE) call "\"type\":\"MESSAGE\",\"message\":{\"data\":\"$(member data)\"}" ;;
    SHUTDOWN) shut_down ;;
    ERROR)
      echo "The agent refuses: $(member message)" >&2
      exit 1
      ;;
  esac
}

joined() { find "$1" -type f ! -name '*.new' | sort | while read -r file; do cat "$file" && printf ,; done | sed 's/,$//'; }

while :; do
  printf '{%s,"type":"SUBSCRIBE","subscribe":{"unacknowledged_tasks":[%s],"unacknowledged_updates":[%s]}}' \
    "$whose" "$(joined "$state/tasks")" "$(joined "$state/updates")" > "$state/subscribe"
  curl $socket -sS -f -N -X POST -H 'Content-Type: application/json' -H 'Accept: application/json' -d "@$state/subscribe" "$url" \
    > "$state/events" &
  curl=$!
  # RecordIO: a line with the length of the event, then so many bytes.
  exec 3< "$state/events"
  while read -r length <&3; do
    event=$(head -c "$length" <&3)
    handle
  done
  exec 3<&-
  [ "${MESOS_CHECKPOINT:-0}" = 1 ] || shut_down
  echo "Lost the agent; the tasks go on"
  sleep 0.5
done
