import { describe, expect, it } from 'vitest';
import { FaultError, LoginError } from '../../src/errors.ts';
import { answer, errorOf, openClient, startServer } from '../helpers/https-server.ts';

const manager = { type: 'SessionManager', value: 's' };

/** The error of a Login that a server refuses with this detail, in these words. */
async function refused(detail: string, words: string) {
  const server = await startServer((response) =>
    answer(
      response,
      `<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>${words}</faultstring><detail>${detail}</detail></soapenv:Fault>`,
      {},
      500,
    ),
  );
  const client = await openClient(server);
  return errorOf(client.call('Login', manager, { userName: 'root', password: 'secret-word' }));
}

describe('a refusal in another language', () => {
  const words = 'ユーザー名またはパスワードが正しくないため、ログインを完了できません。';

  it.each([
    ['by xsi:type', '<InvalidLoginFault xmlns="urn:vim25" xsi:type="InvalidLogin"/>'],
    ['by its element', '<InvalidLoginFault xmlns="urn:vim25"/>'],
  ])('is known %s, and shown in its words', async (_how, detail) => {
    const error = await refused(detail, words);
    expect(error).toBeInstanceOf(LoginError);
    expect(error).toMatchObject({ code: 'LOGIN_FAILED', fault: { type: 'InvalidLogin' } });
    expect((error as Error).message).toContain(words);
  });

  it('is not known by words that are those of another fault', async () => {
    const error = await refused(
      '<NoPermissionFault xmlns="urn:vim25" xsi:type="NoPermission"/>',
      'Cannot complete login due to an incorrect user name or password.',
    );
    expect(error).toBeInstanceOf(FaultError);
    expect(error).not.toBeInstanceOf(LoginError);
    expect(error).toMatchObject({ fault: { type: 'NoPermission' } });
  });
});

describe('a refusal of a later version', () => {
  it.each([
    ['by xsi:type', '<RuntimeFaultFault xmlns="urn:vim25" xsi:type="QuantumLocked"/>'],
    [
      'by its element',
      '<QuantumLockedFault xmlns="urn:vim25"><qubits>7</qubits></QuantumLockedFault>',
    ],
  ])('is named %s', async (_how, detail) => {
    const error = await refused(detail, 'The qubits are locked.');
    expect(error).toMatchObject({ code: 'FAULT', fault: { type: 'QuantumLocked' } });
    expect((error as Error).message).toContain('QuantumLocked: The qubits are locked.');
  });
});
