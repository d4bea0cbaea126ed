'use strict';

// Reads a master with the npm package @dcos/mesos-client, the operator API client of the DC/OS dashboard, which nobody here wrote.
//
//   node operator-client.js --port PORT --calls CALL,CALL,... --until EVENT
//
// Prints one JSON object a line: {"call": type, "response": type} for each call and {"event": type} for each event
// of the stream; ends 0 when EVENT has come and the calls are answered.

const http = require('http');

function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
}

const print = line => process.stdout.write(`${JSON.stringify(line)}\n`);

// The package is made for browsers: this much of their XMLHttpRequest it uses.
global.XMLHttpRequest = class {
  constructor() {
    this.listeners = {};
    this.headers = {};
    this.status = 0;
    this.statusText = '';
    this.response = '';
  }

  addEventListener(name, listener) {
    (this.listeners[name] = this.listeners[name] || []).push(listener);
  }

  emit(name) {
    (this.listeners[name] || []).forEach(listener => listener({target: this}));
  }

  open(method, url) {
    [this.method, this.url] = [method, url];
  }

  setRequestHeader(name, value) {
    this.headers[name] = value;
  }

  send(body) {
    this.request = http.request(this.url, {method: this.method, headers: this.headers}, (response) => {
      [this.status, this.statusText] = [response.statusCode, response.statusMessage];
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        this.response += chunk;
        this.emit('progress');
      });
      response.on('end', () => this.emit('load'));
    });
    this.request.on('error', () => this.emit('error'));
    this.request.end(body);
  }

  abort() {
    this.request.destroy();
    this.emit('abort');
  }
};

const {request, stream} = require('@dcos/mesos-client');

const url = `http://127.0.0.1:${option('port', '5050')}/api/v1`;
const calls = option('calls', '').split(',').filter(call => call.length > 0);
const until = option('until', 'SUBSCRIBED');
let unanswered = calls.length;
let isDone = false;

function endWhenDone() {
  if (isDone && unanswered === 0)
    process.exit(0);
}

function fail(error) {
  print({error: error.response || error.message, code: error.code});
  process.exit(1);
}

function callAll() {
  calls.forEach(type => request({type}, url).subscribe((answer) => {
    print({call: type, response: JSON.parse(answer).type});
    unanswered--;
    endWhenDone();
  }, fail));
}

stream({type: 'SUBSCRIBE'}, url).subscribe((record) => {
  const event = JSON.parse(record);
  print({event: event.type});
  if (event.type === 'SUBSCRIBED')
    callAll();
  isDone = isDone || event.type === until;
  endWhenDone();
}, fail, () => fail(new Error('the stream ended')));
