/** The rights matrices of the sources (model, section 5), every cell: columns are rights, rows are what is held. */
import { describe, expect, it } from 'vitest';
import type { GrantKind } from '../../src/grants/kind.ts';
import { ENVIRONMENT_TYPE_ROLE } from '../../src/grants/kinds/environment-type-role/kind.ts';
import { INSTANCE_ACCESS } from '../../src/grants/kinds/instance-access/kind.ts';
import { ORGANIZATION_PERMISSION } from '../../src/grants/kinds/organization-permission/kind.ts';
import { PARTNER_ACCESS } from '../../src/grants/kinds/partner-access/kind.ts';
import { PROJECT_ROLE } from '../../src/grants/kinds/project-role/kind.ts';
import { GRANT_KINDS } from '../../src/grants/registry.ts';
import { RIGHTS, type Right } from '../../src/grants/rights.ts';

const PROJECT = `
          VIEW_ENVIRONMENT  PUSH_CODE  MANAGE_USER_ACCESS  CHANGE_SETTINGS  EXECUTE_ACTIONS_ALL
  ADMIN   Yes               Yes        Yes                 Yes              Yes
  VIEWER  Yes               No         No                  No               No
`;

const ENVIRONMENT_TYPE = `
               VIEW_ENVIRONMENT  PUSH_CODE  BRANCH_ENVIRONMENT  SSH  CHANGE_SETTINGS  EXECUTE_ACTIONS
  ADMIN        Yes               Yes        Yes                 Yes  Yes              Yes
  CONTRIBUTOR  Yes               Yes        Yes                 Yes  No               No
  VIEWER       Yes               No         Yes                 No   No               No
`;

const ORGANIZATION = `
                   MANAGE_BILLING  VIEW_INVOICES  VIEW_VOUCHERS  RECEIVE_INVOICES  VIEW_PLANS  EDIT_PLANS  MANAGE_USERS  CREATE_PROJECTS  LIST_ALL_PROJECTS
  billing          Yes             Yes            Yes            Yes               No          No          No            No               No
  plans            No              No             No             No                Yes         Yes         No            No               No
  members          No              No             No             No                No          No          Yes           No               No
  projects:create  No              No             No             No                No          No          No            Yes              No
  projects:list    No              No             No             No                No          No          No            No               Yes
`;

const INSTANCE = `
                    DISPLAY  MODIFY  DEPLOY
  READ              Yes      No      No
  WRITE             Yes      Yes     No
  WRITE_AND_DEPLOY  Yes      Yes     Yes
`;

const PARTNER = `
         DISPLAY  MODIFY
  READ   Yes      No
  WRITE  Yes      Yes
`;

const words = (line: string): string[] => line.trim().split(/\s+/);

function cells(table: string): (readonly [value: string, right: string, answer: string])[] {
  const [head = '', ...rows] = table.trim().split('\n');
  const rights = words(head);
  return rows.flatMap((row) => {
    const [value = '', ...answers] = words(row);
    return rights.map((right, index) => [value, right, answers[index] ?? 'missing'] as const);
  });
}

const MATRICES: readonly (readonly [GrantKind, string])[] = [
  [PROJECT_ROLE, PROJECT],
  [ENVIRONMENT_TYPE_ROLE, ENVIRONMENT_TYPE],
  [ORGANIZATION_PERMISSION, ORGANIZATION],
  [INSTANCE_ACCESS, INSTANCE],
  [PARTNER_ACCESS, PARTNER],
];

describe.each(MATRICES.map(([kind, table]) => ({ name: kind.name, kind, table })))(
  '$name',
  ({ kind, table }) => {
    it.each(cells(table))('%s: %s %s', (value, right, answer) => {
      expect(kind.rights[value]?.includes(right as Right) ? 'Yes' : 'No').toBe(answer);
    });

    it('has no rows and no columns beside these', () => {
      const all = cells(table);
      expect(new Set(all.map(([value]) => value))).toEqual(new Set(kind.values));
      expect(new Set(all.map(([, right]) => right))).toEqual(new Set(Object.values(kind.rights).flat()));
    });
  },
);

it('there is no right that nothing gives, and none gives any beside those of the five matrices', () => {
  const given = GRANT_KINDS.flatMap(({ rights }) => Object.values(rights).flat());
  expect(new Set(given)).toEqual(new Set(Object.keys(RIGHTS)));
  const columns = MATRICES.flatMap(([, table]) => cells(table).map(([, right]) => right));
  expect(new Set(columns)).toEqual(new Set(given));
});
