#!/bin/sh
# Sends what no executor should, writes the answers into the file named, and ends.
url=http://$MESOS_AGENT_ENDPOINT/api/v1/executor
framework="\"framework_id\":{\"value\":\"$MESOS_FRAMEWORK_ID\"}"
executor="\"executor_id\":{\"value\":\"$MESOS_EXECUTOR_ID\"}"

# answer NAME TEXT ARGUMENT...: the status, and the text when the answer has it.
answer() {
  name=$1 expected=$2
  shift 2
  got=$(curl -sS -w '\n%{http_code}' "$@" "$url")
  code=$(printf %s "$got" | tail -n 1)
  case $got in
    *"$expected"*) echo "$name: $code${expected:+ $expected}" ;;
    *) echo "$name: $code but $got" ;;
  esac
}

json() {
  name=$1 expected=$2 body=$3
  answer "$name" "$expected" -H 'Content-Type: application/json' --data-binary "$body"
}

{
  answer GET ''
  json nothing 'Failed to parse body into JSON' ''
  json 'no JSON' 'Failed to parse body into JSON' '{"type":'
  printf '\377\377\377' | answer 'no protobuf' 'Failed to parse body into Call protobuf' \
    -H 'Content-Type: application/x-protobuf' --data-binary @-
  answer 'another type' '' -H 'Content-Type: text/html' --data-binary '<html>'
  json 'no call' "Failed to validate Executor::Call: Expecting 'type' to be present" "{$framework,$executor}"
  json 'another framework' 'Framework cannot be found' \
    "{\"type\":\"SUBSCRIBE\",\"subscribe\":{},\"framework_id\":{\"value\":\"nobody\"},$executor}"
  json 'another executor' 'Executor cannot be found' \
    "{\"type\":\"SUBSCRIBE\",\"subscribe\":{},$framework,\"executor_id\":{\"value\":\"nobody\"}}"
  json 'not subscribed' 'Executor is not subscribed' "{\"type\":\"MESSAGE\",\"message\":{\"data\":\"AA==\"},$framework,$executor}"
  head -c 2000000 /dev/zero | answer 'much too long' '' -H 'Expect:' -H 'Content-Type: application/json' --data-binary @-
} > "$1.new" 2>&1
mv "$1.new" "$1"
exit 1
