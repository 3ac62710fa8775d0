/** PROPERTY: puts a small bug in the place of a module of the product, and says whether a property notices. */
import fc from 'fast-check';
import { vi } from 'vitest';
import { swept } from '../../src/kernel/command.ts';
import type { NewEvent } from '../../src/kernel/event.ts';
import { organizationSteps } from '../support/oracle/random-commands.ts';
import type { Step } from '../support/oracle/scenario.ts';
import type { Asker } from './asker.ts';
import type { Installation } from './installation.ts';

/** Puts a bug into the product, runs the property that should notice, and says whether it did. */
export type SeededBug = () => Promise<boolean>;

/** How many runs a property gets to find a bug: most are found within ten, and none needs fifty on the average. */
const RUNS = 400;

export const MODULES = {
  livingRows: '../../src/projecting/living-rows.ts',
  loaderKey: '../../src/access/loader-key.ts',
  features: '../../src/features.ts',
  visibility: '../../src/access/visibility.ts',
  lifecycle: '../../src/grants/lifecycle.ts',
  present: '../../src/projecting/present.ts',
  leaf: '../../src/log/leaf.ts',
  commitment: '../../src/log/commitment.ts',
  ssh: '../../src/projects/ssh.ts',
  invitation: '../../src/grants/invitations/invitation.ts',
  merged: '../../src/grants/merged.ts',
  sshByRole: '../../src/access/statements/ssh-by-role.ts',
  portalAuthority: '../../src/access/portal-authority.ts',
  covers: '../../src/grants/permission-sets/language/covers.ts',
  giving: '../../src/permission-sets/giving.ts',
} as const;

/** The product as it is again. */
export function mend(): void {
  for (const path of Object.values(MODULES)) vi.doUnmock(path);
  vi.resetModules();
}

/** Puts changed exports in the place of a module's own; everything that imports it is loaded anew. */
export function seed<Module extends object>(path: string, bug: (real: Module) => Partial<Module>): void {
  vi.resetModules();
  vi.doMock(path, async (importOriginal) => {
    const real = await importOriginal<Module>();
    return { ...real, ...bug(real) };
  });
}

type Property<T> = (installation: Installation, asker: Asker, value: T) => Promise<void>;

/** Runs a property on the product as it is now loaded, and says whether it failed. */
export async function convicts<T>(
  arbitrary: fc.Arbitrary<T>,
  load: () => Promise<Property<T>>,
  numRuns = RUNS,
): Promise<boolean> {
  const property = await load();
  const { openInstallation } = await import('./installation.ts');
  const { openAsker } = await import('./asker.ts');
  const installation = await openInstallation('pglite');
  const asker = openAsker(installation);
  try {
    const details = await fc.check(
      fc.asyncProperty(arbitrary, (value) => property(installation, asker, value)),
      { numRuns, endOnFailure: true },
    );
    return details.failed;
  } finally {
    await asker.close();
    await installation.close().catch(() => {});
  }
}

export const steps = organizationSteps(40);

export const sound = async (): Promise<Property<Step[]>> => {
  const { soundLog } = await import('./sound-log.ts');
  return (installation, _asker, value) => soundLog(installation, value);
};
export const asOf = async (): Promise<Property<Step[]>> => {
  const { asOfIsFold } = await import('./as-of.ts');
  return (installation, asker, value) =>
    asOfIsFold({ installation, asker }, value, { stride: 3, offset: value.length % 3 });
};
export const sees = async (): Promise<Property<Step[]>> => {
  const { seesExactly } = await import('./visibility.ts');
  return (installation, asker, value) =>
    seesExactly({ installation, asker }, value, [{ by: 'now', share: 0 }]);
};
export const batches = async (): Promise<Property<Step[]>> => {
  const { anyBatches } = await import('./any-batches.ts');
  return (installation, _asker, value) =>
    anyBatches(installation, value, { sizes: [4, 1], mostInBatch: 256, coldAfter: 3 });
};

export type Features = typeof import('../../src/features.ts');
type Command = Features['COMMANDS'][number];
type AtOnce = (...args: Parameters<Command['decide']>) => readonly NewEvent[];

/** A command of the product whose decision is tampered with. */
export function tamper(
  name: string,
  decide: (definition: { readonly decide: AtOnce }) => AtOnce,
  among: fc.Arbitrary<Step[]> = steps,
): SeededBug {
  return () => {
    seed<Features>(MODULES.features, ({ COMMANDS }) => ({
      COMMANDS: COMMANDS.map((each) => {
        if (each.name !== name) return each;
        // All ends are at hand here, as events.
        const atOnce: AtOnce = (input, context, resolved) =>
          swept(context.state, each.decide(input, context, resolved));
        return { ...each, decide: decide({ decide: atOnce }) };
      }),
    }));
    return convicts(among, sound);
  };
}

/** A command that forgets some of its events. */
export const forgets = (
  name: string,
  which: (event: NewEvent) => boolean,
  among: fc.Arbitrary<Step[]> = steps,
): SeededBug =>
  tamper(
    name,
    (definition) =>
      (...args) =>
        definition.decide(...args).filter((event) => !which(event)),
    among,
  );
