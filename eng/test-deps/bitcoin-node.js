'use strict';

// Starts a real Bitcoin full node (bcoin) on regtest, in memory, on loopback, for the end-to-end tests.
//
//   node bitcoin-node.js --rpc-port PORT --api-key KEY
//
// Prints "ready height=N address=A" once it can be mined on, A being an address of its network for payouts.
// Packages are installed with --ignore-scripts, so native bindings are absent. bcoin has JavaScript versions of all but
// two: leveldown (an in-memory node never opens it) and mrmr's murmur3, whose browser version is loaded in its place.

const Module = require('module');
const path = require('path');

const load = Module._load;
Module._load = function (request, parent, isMain) {
  const from = parent && parent.filename ? parent.filename : '';
  if (request === './murmur3' && from.includes(`${path.sep}mrmr${path.sep}`))
    return load.call(this, './murmur3-browser', parent, isMain);
  if (request === 'leveldown')
    return {};
  return load.call(this, request, parent, isMain);
};

const {FullNode, KeyRing} = require('bcoin');

function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
}

async function main() {
  const node = new FullNode({
    network: 'regtest',
    memory: true,
    workers: false,
    listen: false,
    noDns: true,
    logConsole: false,
    httpHost: '127.0.0.1',
    httpPort: Number(option('rpc-port', '48332')),
    apiKey: option('api-key', 'test'),
    config: false,
    env: false,
    argv: false
  });

  node.on('error', error => console.error(`node: ${error.message}`));

  await node.open();
  await node.connect();

  // Its regtest activates segwit by version bits: three windows of 144 blocks.
  const blocks = Number(option('mine', '432'));
  for (let mined = 0; mined < blocks; mined++) {
    const block = await node.miner.mineBlock();
    if (!await node.chain.add(block))
      throw new Error(`block ${mined} was refused`);
  }

  const ring = KeyRing.generate();
  ring.witness = true;
  console.log(`ready height=${node.chain.height} address=${ring.getAddress('string', 'regtest')}`);
  process.on('SIGTERM', () => process.exit(0));
}

main().catch((error) => {
  console.error(`bitcoin-node: ${error.stack}`);
  process.exit(1);
});
