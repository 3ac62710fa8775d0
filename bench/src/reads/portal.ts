/**
 * The Partner Portal beside the dataset, for the reads part alone: each organization has a Partner of the same number with
 * as many Instances as projects; its owner has made them, and every other member has READ on it and WRITE on five of them.
 */
import { idOf, type Organization, organizations, type Size } from '../dataset/dataset.ts';
import { OPERATOR, openLane } from '../harness/lane.ts';

interface Portal {
  readonly partner: { readonly id: string; readonly name: string };
  readonly instances: readonly { readonly id: string; readonly name: string }[];
  readonly accesses: readonly { readonly user: string; readonly instances: readonly string[] }[];
}

const EACH = 5;

function portalOf({ members, projects }: Organization, number: number): Portal {
  const instances = projects.map((_, index) => {
    const place = number * projects.length + index;
    return { id: idOf('instance', place), name: `Instance ${place}` };
  });
  return {
    partner: { id: idOf('partner', number), name: `Partner ${number}` },
    instances,
    accesses: members.slice(1).map(({ user }, index) => ({
      user: user.id,
      instances: Array.from(
        { length: EACH },
        (_, turn) => instances[(index + turn) % instances.length]?.id ?? '',
      ),
    })),
  };
}

/** Brings it into Tenure, through its lane. */
export async function seedPortal(url: string, size: Size): Promise<void> {
  const lane = await openLane(url);
  try {
    let number = 0;
    for (const organization of organizations(size)) {
      const { partner, instances, accesses } = portalOf(organization, number);
      number += 1;
      const maker = organization.owner.id;
      await lane.do(OPERATOR, 'createPartner', { ...partner, firstWriter: maker });
      await lane.do(OPERATOR, 'grantCreateInstances', { user: maker });
      await Promise.all(
        instances.map((each) => lane.do(maker, 'createInstance', { ...each, partner: partner.id })),
      );
      await Promise.all(
        accesses.flatMap(({ user, instances: shared }) => [
          lane.do(OPERATOR, 'setInstanceAccess', { user, level: 'WRITE', instances: shared }),
          lane.do(OPERATOR, 'setPartnerAccess', { user, level: 'READ', partners: [partner.id] }),
        ]),
      );
    }
  } finally {
    await lane.close();
  }
}

/** The same as rows of the flat schema, tables in an order that their foreign keys accept. */
export function portalRows(organization: Organization, number: number) {
  const { partner, instances, accesses } = portalOf(organization, number);
  const owner = organization.owner.id;
  return {
    partners: [{ ...partner }],
    instances: instances.map((each) => ({ ...each, partner_id: partner.id })),
    partner_access: [
      { user_id: owner, partner_id: partner.id, level: 'WRITE' },
      ...accesses.map(({ user }) => ({ user_id: user, partner_id: partner.id, level: 'READ' })),
    ],
    instance_access: [
      ...instances.map(({ id }) => ({ user_id: owner, instance_id: id, level: 'WRITE_AND_DEPLOY' })),
      ...accesses.flatMap(({ user, instances: shared }) =>
        shared.map((id) => ({ user_id: user, instance_id: id, level: 'WRITE' })),
      ),
    ],
  };
}
