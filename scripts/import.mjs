// `npm run import -- FILE`: sends a file of history (.ndjson or .ndjson.gz) to a running server, as a stream, and shows
// how far it is. Run it again after a crash, or after a bad line was mended: what is applied is skipped.
import { createReadStream, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';

const HELP = `npm run import -- [options] FILE

  --url URL          of the server (http://127.0.0.1:4000)
  --token-file PATH  the file with an operator's token (data/operator-token)
  --keep-open        do not end the import at the end of the file

FILE has one moment a line, as JSON; it may be gzipped (.gz).`;

/** What a person can mend; anything else is shown with its stack. */
class Complaint extends Error {}

async function main() {
  const { values, positionals } = options();
  if (values.help) {
    console.log(HELP);
    return;
  }
  const [file] = positionals;
  if (positionals.length !== 1) throw new Complaint(HELP);
  const response = await send(file, values);
  const last = await showProgress(response);
  if (response.statusCode === 401) throw new Complaint(`The token in ${values['token-file']} is not valid.`);
  if (last?.done) {
    console.error(`Imported: ${last.lines} lines, ${last.events} events; the import is ${last.state}.`);
    return;
  }
  throw new Complaint(last ? whyNot(last) : `The server broke off (${response.statusCode}); run this again.`);
}

function options() {
  const data = process.env.TENURE_DATA ?? 'data';
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        url: { type: 'string', default: `http://127.0.0.1:${process.env.PORT ?? 4000}` },
        'token-file': {
          type: 'string',
          default: process.env.TENURE_TOKEN_FILE ?? join(data, 'operator-token'),
        },
        'keep-open': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Complaint(`${error.message}\n\n${HELP}`);
  }
}

/** Sends the file; resolves when the answer begins, which may be long before all of the file is sent. */
async function send(file, values) {
  const url = new URL(`/import?end=${!values['keep-open']}`, values.url);
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${readText(values['token-file'])}`,
      'content-type': 'application/x-ndjson',
      ...(file.endsWith('.gz') && { 'content-encoding': 'gzip' }),
    },
  });
  const answered = new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', (error) => reject(new Complaint(`${url.origin}: ${error.message}`)));
  });
  // The server may stop reading at a bad line; its answer says which.
  const sent = pipeline(createReadStream(file), request);
  const unreadable = new Promise((_, reject) => {
    sent.catch((error) => error.syscall === 'open' && reject(new Complaint(`${file}: ${error.message}`)));
  });
  return Promise.race([answered, unreadable]);
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Complaint(`The token file cannot be read: ${error.message}`);
  }
}

/** Shows each line of the answer; the last one is what came of it. */
async function showProgress(response) {
  let last;
  let begun = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      const lines = (begun + chunk).split('\n');
      begun = lines.pop();
      for (const line of lines) {
        last = JSON.parse(line);
        if (last.done === undefined && last.line !== undefined) {
          console.error(`line ${last.line}, ${last.events} events`);
        }
      }
    }
    if (begun !== '') last = JSON.parse(begun);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new Complaint(`The server answered something else than an import: ${begun}`);
    // The connection broke: what was said so far stands.
  }
  return last;
}

function whyNot({ errors, line, code, message, field, remedy, lines }) {
  if (errors) return errors.map((error) => `${error.extensions?.code}: ${error.message}`).join('\n');
  if (message === undefined) return 'The connection broke; run this again: what is applied is skipped.';
  const where = line === undefined ? '' : `Line ${line}${field ? `, ${field}` : ''}: `;
  const advice = remedy ? `\n${remedy}.` : '';
  const applied =
    lines === undefined ? '' : `\n${lines} lines are applied; mend the line and run this again.`;
  return `${where}${code}: ${message}${advice}${applied}`.replaceAll('..', '.');
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Complaint ? error.message : error);
  process.exitCode = 1;
}
