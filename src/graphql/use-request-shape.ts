/** QUERY, COMMAND: what a request must look like before its body is read: its content type, its headers. */
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { invalid, type Refusal } from '../kernel/refusal.ts';

/** None of them can be sent by a page of another origin without the browser asking the server first. */
const CONTENT_TYPE = /^application\/(json|graphql\+json|graphql)\s*(;|$)/i;

/**
 * A form of another site can send texts and forms, but neither JSON nor headers of its own. Mutations come by POST
 * only, so such a form can change nothing. `requiredHeader` asks the same of reading, where a proxy in front turns
 * cookies into credentials.
 */
export function useRequestShape(requiredHeader: string | undefined): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      if (requiredHeader !== undefined && !request.headers.has(requiredHeader)) {
        const remedy = `Send it, with any value: \`${requiredHeader}: 1\`.`;
        throw refused(400, invalid(requiredHeader, `The header \`${requiredHeader}\` is missing.`, remedy));
      }
      const contentType = request.headers.get('content-type') ?? '';
      if (request.method === 'POST' && !CONTENT_TYPE.test(contentType)) {
        const what = contentType === '' ? 'no content type' : 'a content type that is not accepted';
        const remedy = 'Send JSON, with `content-type: application/json`.';
        throw refused(415, invalid('content-type', `The request has ${what}.`, remedy));
      }
      if (request.method !== 'GET' || !requestParser) return;
      setRequestParser((given) => {
        try {
          return requestParser(given);
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
          const remedy = 'Send `variables` and `extensions` as JSON.';
          throw refused(400, invalid('variables', 'A parameter of the address is no JSON.', remedy));
        }
      });
    },
  };
}

function refused(status: number, refusal: Refusal): GraphQLError {
  return new GraphQLError(refusal.message, { extensions: { refusal, http: { status } } });
}
