// Roles as the command line of the sources writes them: `admin`, `development:contributor,staging:none`.
import type { Json } from '../support/asking.ts';

export function parseRoles(text: string): Json {
  const entries = text.split(',').map((entry) => entry.trim().toUpperCase());
  const environmentTypes = entries
    .filter((entry) => entry.includes(':'))
    .map((entry) => {
      const [type, role] = entry.split(':');
      return { type, role };
    });
  const project = entries.find((entry) => !entry.includes(':'));
  return {
    ...(project !== undefined && { project }),
    ...(environmentTypes.length > 0 && { environmentTypes }),
  };
}
