import type { VirtualMachineQuestionInfo } from '../types.ts';

/**
 * What a VM may ask: whether it was moved or copied, and whether to go on without hardware virtualization (docs/facts.md#no-virtualization-question), both when
 * it is powered on; what to do about a full datastore, while it runs.
 */
export type QuestionKind = 'moved' | 'noVirtualization' | 'outOfSpace';

interface Wording {
  readonly message: string;
  readonly text: string;
  readonly choices: readonly string[];
  /** The choice that a client gets which does not think. */
  readonly defaultIndex: number;
  /** The choice that ends what the VM was about to do. */
  readonly refusing: string;
}

const wordings: Readonly<Record<QuestionKind, Wording>> = {
  moved: {
    message: 'msg.uuid.altered',
    text: 'This virtual machine might have been moved or copied.',
    choices: ['Cancel', 'I Moved It', 'I Copied It'],
    defaultIndex: 2,
    refusing: 'Cancel',
  },
  noVirtualization: {
    message: 'msg.cpuid.noVHVQuestion',
    text: 'Virtualized Intel VT-x/EPT (or AMD-V/RVI) is not supported on this platform. Continue without it?',
    choices: ['Yes', 'No'],
    defaultIndex: 1,
    refusing: 'No',
  },
  outOfSpace: {
    message: 'msg.hbacommon.outofspace',
    text: 'There is no more space for virtual disks on the datastore. Retry after space has been freed?',
    choices: ['Retry', 'Cancel'],
    defaultIndex: 0,
    refusing: 'Cancel',
  },
};

/** A question that waits for its answer. */
export class PendingQuestion {
  readonly kind: QuestionKind;
  readonly id: string;
  /** Resolves with whether the VM is to go on. */
  readonly answered: Promise<boolean>;
  readonly #resolve: (goesOn: boolean) => void;

  constructor(kind: QuestionKind, id: string) {
    this.kind = kind;
    this.id = id;
    let settle: ((goesOn: boolean) => void) | undefined;
    this.answered = new Promise((resolve) => {
      settle = resolve;
    });
    this.#resolve = (goesOn) => settle?.(goesOn);
  }

  get text(): string {
    return wordings[this.kind].text;
  }

  /**
   * @param choice its key, `0`, or its label, `Yes`
   * @returns whether the VM is to go on; undefined where there is no such choice
   */
  answer(choice: string): boolean | undefined {
    const { choices, refusing } = wordings[this.kind];
    const label = choices[Number(choice)] ?? choices.find((name) => name === choice);
    if (label === undefined) {
      return undefined;
    }
    const goesOn = label !== refusing;
    this.#resolve(goesOn);
    return goesOn;
  }

  /** VirtualMachineRuntimeInfo.question. */
  get info(): VirtualMachineQuestionInfo {
    const { message, text, choices, defaultIndex } = wordings[this.kind];
    return {
      id: this.id,
      text: `${message}:${text}`,
      choice: {
        choiceInfo: choices.map((label, index) => ({ label, summary: label, key: String(index) })),
        defaultIndex,
      },
      message: [{ id: message, text }],
    };
  }
}

/** What a VM's own configuration answers beforehand: `answer.msg.cpuid.noVHVQuestion = "No"`; undefined where it does not. */
export function answerBeforehand(
  kind: QuestionKind,
  extraConfig: ReadonlyMap<string, string>,
): boolean | undefined {
  const { message, refusing } = wordings[kind];
  const answer = extraConfig.get(`answer.${message}`);
  return answer === undefined ? undefined : answer.toLowerCase() !== refusing.toLowerCase();
}
