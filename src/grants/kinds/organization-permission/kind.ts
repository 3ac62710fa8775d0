import type { GrantKind } from '../../kind.ts';
import { SHARED_EVENTS } from '../../kind.ts';

export const ORGANIZATION_PERMISSION = {
  name: 'ORGANIZATION_PERMISSION',
  description: 'One of the five permissions of a member in an organization.',
  target: 'Organization',
  values: ['billing', 'plans', 'members', 'projects:create', 'projects:list'],
  slot: 'value',
  events: SHARED_EVENTS,
  mayExpire: true,
  rights: {
    billing: ['MANAGE_BILLING', 'VIEW_INVOICES', 'VIEW_VOUCHERS', 'RECEIVE_INVOICES'],
    plans: ['VIEW_PLANS', 'EDIT_PLANS'],
    members: ['MANAGE_USERS'],
    'projects:create': ['CREATE_PROJECTS'],
    'projects:list': ['LIST_ALL_PROJECTS'],
  },
} as const satisfies GrantKind;
