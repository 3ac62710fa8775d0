import { describe, expect, it } from 'vitest';
import { EVENTS } from '../../../src/features.ts';
import type { GrantKind } from '../../../src/grants/kind.ts';
import { expire, granting, type Place, revoking, setting } from '../../../src/grants/lifecycle.ts';
import { GRANT_KINDS, grantKind } from '../../../src/grants/registry.ts';
import type { NewEvent, RecordedEvent } from '../../../src/kernel/event.ts';
import { PORTAL } from '../../../src/kernel/ids.ts';
import type { Grant } from '../../../src/kernel/state.ts';
import type { Time } from '../../../src/kernel/time.ts';
import { idOf } from '../../support/given.ts';
import { MapState } from '../../support/map-state.ts';

// Every kind that is registered is tried here: a new one needs no test of its own for what all kinds share.
const later = '2020-06-01T00:00:00.000Z' as Time;
const why = { cause: 'DIRECT' } as const;

function placeOf(kind: GrantKind, value: string): Place {
  const slots = { none: '', value, environmentType: 'STAGING' };
  const target = idOf(kind.target);
  const scope = kind.target === 'Project' ? idOf('organization') : target;
  return { kind: kind.name, subject: idOf('somebody'), target, slot: slots[kind.slot], scope };
}

function record(state: MapState, event: NewEvent, position: number): void {
  const definition = EVENTS.find(({ type }) => type === event.type);
  if (!definition) throw new Error(`There is no event ${event.type}`);
  const data = definition.data.parse(event.data);
  const recorded = { ...event, data, position } as unknown as RecordedEvent;
  state.apply(recorded, definition.changes(recorded));
}

function open(state: MapState): Grant {
  const [grant, ...more] = state.grants.values();
  if (!grant || more.length > 0) throw new Error('Not exactly one grant is open');
  return grant;
}

describe.each(GRANT_KINDS)('$name', (kind) => {
  it.each(kind.values)('holds %s from its beginning to its end', (value) => {
    const state = new MapState();
    const place = placeOf(kind, value);
    const granted = granting(place, value, null, why);
    expect(granted.type).toBe(kind.events.granted);
    expect(granted.target.type).toBe(kind.target);
    record(state, granted, 1);
    const own = kind.target === 'Portal' ? PORTAL : place.scope;
    expect(open(state)).toEqual({ ...place, scope: own, value, expiresAt: null, from: 1 });

    expect(setting(open(state), place, { value }, why)).toEqual([]);
    const revoked = revoking(open(state), why);
    expect(revoked.type).toBe(kind.events.revoked);
    record(state, revoked, 2);
    expect(state.grants.size).toBe(0);
  });

  const [first = ''] = kind.values;

  it('changes its end, and ends by itself', () => {
    const state = new MapState();
    const place = placeOf(kind, first);
    record(state, granting(place, first, null, why), 1);
    const [changed, ...more] = setting(open(state), place, { value: first, expiresAt: later }, why);
    expect([changed?.type, more]).toEqual(['PermissionExpiryChanged', []]);
    record(state, changed as NewEvent, 2);
    expect(open(state)).toMatchObject({ value: first, expiresAt: later, from: 2 });
    const [expired] = expire(state, open(state));
    expect(expired?.cause).toBe('EXPIRY');
    record(state, expired as NewEvent, 3);
    expect(state.grants.size).toBe(0);
  });

  const levels = kind.slot === 'value' ? [] : kind.values.slice(1);

  it.each(levels)('changes its value to %s as one event', (value) => {
    const state = new MapState();
    const place = placeOf(kind, first);
    record(state, granting(place, first, null, why), 1);
    const [changed, ...more] = setting(open(state), place, { value }, why);
    expect([changed?.type, more]).toEqual(['PermissionChanged', []]);
    expect(changed?.data).toMatchObject({ from: first, to: value });
    record(state, changed as NewEvent, 2);
    expect(open(state)).toMatchObject({ value, from: 2 });
  });

  it('has rights for every value, and drags along only kinds that there are', () => {
    expect(Object.keys(kind.rights)).toEqual([...kind.values]);
    for (const name of kind.drags?.kinds ?? []) expect(grantKind(name).name).toBe(name);
  });
});

it('an unknown kind is an error, never skipped', () => {
  expect(() => grantKind('KINGDOM')).toThrow('Unknown grant kind');
});
