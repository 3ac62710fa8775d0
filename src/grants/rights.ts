/** READ and DECIDE: the rights that values of grants give: what the columns of the sources' matrices mean. */

/** Every right, in the order in which lists show them. Which value gives which is said by its kind (`rights`). */
export const RIGHTS = {
  VIEW_ENVIRONMENT: 'See environments.',
  PUSH_CODE: 'Push code to environments.',
  BRANCH_ENVIRONMENT: 'Branch environments off.',
  SSH: 'Reach an environment by SSH; decided for each environment by its last redeploy.',
  CHANGE_SETTINGS: 'Change the settings of a project or of environments.',
  EXECUTE_ACTIONS: 'Execute actions on environments.',
  EXECUTE_ACTIONS_ALL: 'Execute actions on all environments of a project.',
  MANAGE_USER_ACCESS: 'Add users to a project, change and remove them.',
  MANAGE_BILLING: 'Add, edit and remove the billing information of an organization.',
  VIEW_INVOICES: 'See the invoices of an organization.',
  VIEW_VOUCHERS: 'See the vouchers of an organization.',
  RECEIVE_INVOICES: 'Receive the monthly invoices of an organization by email.',
  VIEW_PLANS: 'See the plans and options of existing projects.',
  EDIT_PLANS: 'Edit the plans and options of existing projects.',
  MANAGE_USERS:
    'Invite, edit and remove the users of an organization and their permissions, except their own.',
  CREATE_PROJECTS: 'Create projects in an organization.',
  LIST_ALL_PROJECTS: 'See all projects of an organization listed, also those without access to them.',
  DISPLAY: 'Display an Instance or a Partner.',
  MODIFY: 'Modify an Instance, its configuration for one, or a Partner.',
  DEPLOY: 'Deploy to an Instance, and with it change its codebase.',
} as const;

export type Right = keyof typeof RIGHTS;

const ALL = Object.keys(RIGHTS) as Right[];

/** Rights as a list, in their order. */
export function inOrder(rights: ReadonlySet<Right>): readonly Right[] {
  return ALL.filter((right) => rights.has(right));
}
