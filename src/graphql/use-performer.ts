/** QUERY, COMMAND: has operations carried out by the performer, once Yoga has found that they are valid. */
import type { ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { credentialOf } from './credential.ts';
import type { Performed, Performer } from './perform.ts';
import type { SeenDocuments } from './seen-documents.ts';

/** What reaches it is valid: `seen` remembers it. */
export function usePerformer(performer: Performer, seen: SeenDocuments): Plugin<Performed, Performed> {
  return {
    onParams({ request, context, setResult }) {
      context.credential = credentialOf(request.headers.get('authorization'));
      const refused = context.credential === undefined && performer.receiveStranger(context);
      if (refused) setResult(refused);
    },

    onExecute({ args, context, setExecuteFn }) {
      const { query } = context.params;
      if (query != null) seen.keep(query, args.document);
      setExecuteFn((args: ExecutionArgs) => performer.perform(args));
    },

    async onExecutionResult({ context, result, setResult }) {
      // Batches are off, and there are no streams: an answer is one result.
      if (result && !Array.isArray(result) && !(Symbol.asyncIterator in result)) {
        setResult(await performer.tell(context, result));
      }
    },
  };
}
