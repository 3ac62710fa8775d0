/** QUERY: Permission Sets as a file. */
import { entityOfType } from '../../access/entities.ts';
import { permSetFile } from '../../access/perm-set-file.ts';
import { builder } from '../builder.ts';
import { readId } from './ids.ts';

builder.queryField('permSetFile', (t) =>
  t.field({
    type: 'JSON',
    nullable: true,
    description:
      'Permission Sets of an Instance as a file for `importPermSets`, in the order of their names: those that the caller may see. Its schema is docs/perm-set-file.schema.json. Null when the caller may not know of the Instance.',
    args: {
      instance: t.arg.id({ required: true, description: 'The id of the Instance.' }),
      sets: t.arg.idList({ description: 'The ids of the sets; left out: all.' }),
    },
    async resolve(_root, { instance: id, sets }, { read }) {
      const ids = sets?.map((set) => readId('sets', set)) ?? null;
      const instance = await entityOfType(read, 'Instance', readId('instance', id));
      return instance && permSetFile(read, instance.id, ids);
    },
  }),
);
