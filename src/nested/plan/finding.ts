import { InvalidValueError } from '../../errors.ts';
import { type Finding, type FindingCode, findingCodes } from './finding-codes.ts';

export function finding(code: FindingCode, evidence: Readonly<Record<string, string>>): Finding {
  return { code, severity: findingCodes[code].severity, evidence };
}

/** A finding where the condition holds, to be spread into a list. */
export function findingIf(
  condition: boolean,
  code: FindingCode,
  evidence: Readonly<Record<string, string>>,
): Finding[] {
  return condition ? [finding(code, evidence)] : [];
}

/** Why a person may not accept a finding; undefined where they may. */
export function whyNotAcceptable(code: FindingCode): string | undefined {
  const { severity, acceptable } = findingCodes[code];
  if (acceptable) {
    return undefined;
  }
  return severity === 'blocker'
    ? 'cannot be accepted: the change would fail, leave the VM down, or lose what it holds in memory'
    : 'blocks nothing: there is nothing to accept';
}

/** @throws InvalidValueError for a code that may not be accepted */
export function requireAcceptable(codes: readonly FindingCode[]): void {
  for (const code of codes) {
    const reason = whyNotAcceptable(code);
    if (reason !== undefined) {
      throw new InvalidValueError('accept', `${code} ${reason}`);
    }
  }
}

/** The findings with the accepted ones lowered to warnings. */
export function acceptFindings(
  findings: readonly Finding[],
  accepted: readonly FindingCode[],
): readonly Finding[] {
  return findings.map((one) =>
    accepted.includes(one.code) ? { ...one, severity: 'warning', accepted: true } : one,
  );
}
