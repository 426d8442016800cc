import { escapeUnprintable } from '../escape-unprintable.ts';
import { formatJson } from './json.ts';
import { printable } from './printable.ts';

/** Plain texts that readers of YAML 1.1 take for numbers, versions and times: `8.0`, `1_000`, `12:30:00`, `2026-11-22T16:33:14Z`. */
const misread =
  /^[-+]?[\d.][\d_.,:eE+-]*$|^\d{4}-\d\d?-\d\d?(?![\w-])|^\d{4}-\d\d?-\d\d?[Tt\s]|^[=~]$|^<<$|^[yYnN]$/;

/**
 * YAML of what JSON would say, so that the two never differ. What a terminal would act upon is quoted and escaped; what is something else in
 * YAML 1.1 (`off`, `yes`, times), which PyYAML and Ansible read, is quoted.
 */
export async function formatYaml(value: unknown): Promise<string> {
  const { Document, visit } = await import('yaml');
  const document = new Document(JSON.parse(formatJson(value)), {
    aliasDuplicateObjects: false,
    compat: 'yaml-1.1',
  });
  visit(document, {
    Scalar: (_key, node) => {
      const { value } = node;
      if (typeof value === 'string' && (printable(value) !== value || misread.test(value))) {
        node.type = 'QUOTE_DOUBLE';
      }
    },
  });
  return escapeUnprintable(document.toString({ lineWidth: 0 }), (code) =>
    code > 0xff_ff ? `\\U${code.toString(16).padStart(8, '0')}` : undefined,
  );
}
