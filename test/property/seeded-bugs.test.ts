/** PROPERTY: the properties can convict: each of these bugs, put into the product, makes one of them fail. */
import { afterEach, expect, test } from 'vitest';
import { BUGS, CONTROL } from './seeded-bugs.ts';
import { PORTAL_BUGS } from './seeded-portal.ts';
import { RULE_BUGS } from './seeded-rules.ts';
import { SET_BUGS } from './seeded-sets.ts';
import { mend } from './seeding.ts';

afterEach(mend);

test.each(Object.entries({ ...BUGS, ...RULE_BUGS, ...PORTAL_BUGS, ...SET_BUGS }))(
  '%s',
  async (_name, bug) => {
    expect(await bug()).toBe(true);
  },
);

test('no bug', async () => {
  expect(await CONTROL()).toBe(false);
});
