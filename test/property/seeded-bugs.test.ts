/** PROPERTY: the properties can convict: each of these bugs, put into the product, makes one of them fail. */
import { afterEach, expect, test } from 'vitest';
import { BUGS, CONTROL, mend } from './seeded-bugs.ts';

afterEach(mend);

test.each(Object.entries(BUGS))('%s', async (_name, bug) => {
  expect(await bug()).toBe(true);
});

test('no bug', async () => {
  expect(await CONTROL()).toBe(false);
});
