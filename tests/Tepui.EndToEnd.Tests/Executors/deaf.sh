#!/bin/sh
# Subscribes, says that its task runs, and then hears nothing.
url=http://$MESOS_AGENT_ENDPOINT/api/v1/executor
whose="\"framework_id\":{\"value\":\"$MESOS_FRAMEWORK_ID\"},\"executor_id\":{\"value\":\"$MESOS_EXECUTOR_ID\"}"
call() { curl -sS -N -H 'Content-Type: application/json' -d "{$whose,$1}" "$url"; }

trap '' TERM INT HUP
call '"type":"SUBSCRIBE","subscribe":{}' | while read -r length; do
  case $(head -c "$length") in
    *LAUNCH*) call '"type":"UPDATE","update":{"status":{"task_id":{"value":"t"},"state":"TASK_RUNNING","source":"SOURCE_EXECUTOR","uuid":"AAAAAAAAAAAAAAAAAAAAAA=="}}' ;;
  esac
done
sleep 600
