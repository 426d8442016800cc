import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { WSDL } from 'soap';
import type { SoapReply } from './soap-reply.ts';

const path = fileURLToPath(new URL('../../wsdl/vim.wsdl', import.meta.url));

/**
 * The `soap` package's WSDL with our own reader of answers in the place of its own.
 *
 * The package hands `xmlToObject` whatever our HTTP client returned as `data`: a SoapReply, which knows how to read itself. Its
 * failure is passed on as a value, because the package would attach the whole response, cookie included, to an error.
 */
class VimWsdl extends WSDL {
  override xmlToObject(
    reply: SoapReply,
    callback?: (error: unknown, result?: unknown) => void,
  ): undefined {
    const done = (): void => callback?.(null, { Body: { [reply.element]: reply } });
    reply.read().then(done, done);
    return undefined;
  }
}

let loaded: Promise<WSDL> | undefined;

/** Parsed once: it never changes, and parsing takes longer than a log-in. */
export function loadWsdl(): Promise<WSDL> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<WSDL> {
  const definition = await readFile(path, 'utf8');
  return new Promise((resolve, reject) => {
    const wsdl = new VimWsdl(definition, path, {});
    wsdl.onReady((error: unknown) => (error ? reject(error) : resolve(wsdl)));
  });
}
