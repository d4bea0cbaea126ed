#!/bin/sh
# Sends thousands of messages and hundreds of updates, and finishes its task after them. Arguments: files that say
# that it has begun and that it is done.
url=http://$MESOS_AGENT_ENDPOINT/api/v1/executor
whose="\"framework_id\":{\"value\":\"$MESOS_FRAMEWORK_ID\"},\"executor_id\":{\"value\":\"$MESOS_EXECUTOR_ID\"}"
json='Content-Type: application/json'
call() { curl -sS -N -H "$json" -d "{$whose,$1}" "$url"; }

# status STATE NUMBER: its uuid is made of the number.
status() {
  printf '{%s,"type":"UPDATE","update":{"status":{"task_id":{"value":"t"},"state":"%s","source":"SOURCE_EXECUTOR","uuid":"%s"}}}' \
    "$whose" "$1" "$(printf %016d "$2" | base64)"
}

# request: what comes in, as one more request of curl's list.
request() { printf 'url = "%s"\nheader = "%s"\ndata = "%s"\nnext\n' "$url" "$json" "$(sed 's/\\/\\\\/g; s/"/\\"/g')"; }

flood() {
  {
    i=0
    message=$(printf '{%s,"type":"MESSAGE","message":{"data":"%s"}}' "$whose" "$(head -c 1000 /dev/zero | base64 -w 0)" | request)
    while [ $i -lt 5000 ]; do
      printf '%s\n' "$message"
      i=$((i + 1))
    done
    i=0
    while [ $i -le 300 ]; do
      status TASK_RUNNING $i | request
      i=$((i + 1))
    done
    status TASK_FINISHED $i | request
    printf '{%s,"type":"MESSAGE","message":{"data":"%s"}}' "$whose" "$(printf 'the last drop' | base64)" | request
  } > requests
  : > "$1"
  curl -sS -K requests
  : > "$2"
}

call '"type":"SUBSCRIBE","subscribe":{}' | while read -r length; do
  case $(head -c "$length") in
    *LAUNCH*) flood "$@" & ;;
  esac
done
