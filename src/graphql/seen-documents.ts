/** QUERY: the documents that Yoga has parsed and found valid lately, by their text. */
import type { DocumentNode } from 'graphql';

/** How many are kept, and how long their texts may be, in characters. */
const MOST = 1_000;
const LONGEST = 20_000;

export class SeenDocuments {
  readonly #documents = new Map<string, DocumentNode>();

  find(text: string): DocumentNode | undefined {
    return this.#documents.get(text);
  }

  keep(text: string, document: DocumentNode): void {
    if (text.length > LONGEST || this.#documents.has(text)) return;
    this.#documents.set(text, document);
    if (this.#documents.size <= MOST) return;
    const [oldest = ''] = this.#documents.keys();
    this.#documents.delete(oldest);
  }
}
