// Prints, as JSON, what caniemail's data calls unsupported in a mail's HTML (first argument: file).
import { readFileSync } from 'node:fs';
import { caniemail } from 'caniemail';
import { parseClients } from './node_modules/caniemail/dist/clients.js';
import { getFeatures } from './node_modules/caniemail/dist/features.js';

const globs = ['gmail.*', 'outlook.*', 'apple-mail.*', 'yahoo.*', 'protonmail.*'];

// The checker stops at a feature that was never tried in a client. Untried is not unsupported.
for (const feature of getFeatures().all.values()) {
  for (const client of parseClients(globs)) {
    const [family, platform] = client.split('.');
    feature.stats[family] ??= {};
    feature.stats[family][platform] ??= { '1970-01': 'u' };
  }
}

const result = caniemail({ clients: globs, html: readFileSync(process.argv[2], 'utf8') });
const found = {};
for (const [client, issues] of result.issues.errors) {
  for (const issue of issues) (found[issue.title] ??= new Set()).add(client);
}
console.log(JSON.stringify(found, (_, value) => (value instanceof Set ? [...value] : value)));
