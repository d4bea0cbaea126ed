'use strict';

// Runs command tasks on a cluster with the npm package mesos-framework, a client that nobody here wrote.
//
//   node framework-client.js --port PORT --instances N --command COMMAND
//
// Prints one JSON object a line: {"subscribed": id}, {"task": id, "state": state}; ends 0 when N tasks have finished.
// The package writes to ./logs, which must exist in the working directory.

const {Scheduler, Mesos} = require('mesos-framework');

const mesos = Mesos.getMesos();

function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
}

const print = line => process.stdout.write(`${JSON.stringify(line)}\n`);
const instances = Number(option('instances', '3'));

const scheduler = new Scheduler({
  masterUrl: '127.0.0.1',
  port: Number(option('port', '5050')),
  frameworkName: 'client of mesos-framework',
  tasks: {
    command: {
      priority: 1,
      instances,
      commandInfo: new mesos.CommandInfo(null, null, true, option('command', 'echo hello'), null, null),
      resources: {cpus: 0.1, mem: 32, ports: 1, disk: 0}
    }
  }
});

const finished = new Set();
let leaving = false;

scheduler.on('ready', () => scheduler.subscribe());
scheduler.on('subscribed', event => print({subscribed: event.frameworkId}));
// Once torn down, the stream's end is what was asked for; the package calls it an error all the same.
scheduler.on('error', error => leaving || print({error: error.message || String(error)}));
scheduler.on('update', (update) => {
  const task = update.status.task_id.value;
  print({task, state: update.status.state});
  if (update.status.state !== 'TASK_FINISHED')
    return;
  finished.add(task);
  if (finished.size === instances) {
    leaving = true;
    scheduler.once('sent_teardown', () => process.exit(0));
    scheduler.teardown();
  }
});
