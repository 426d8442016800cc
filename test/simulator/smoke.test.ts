import { expect, it } from 'vitest';
import { Client, start } from './client.ts';

it('smokes', async () => {
  const simulator = await start();
  const client = await Client.login(simulator);
  const vm = await client.find('/Lab/vm/nested/hv-01');
  const all = [...simulator.model.inventory.objects()];
  for (const o of all) {
    const content = await client.call('RetrieveProperties', simulator.model.service.content.propertyCollector, `<specSet><propSet><type>${o.type}</type><all>true</all></propSet><objectSet><obj type="${o.type}">${o.moRef.value}</obj></objectSet></specSet>`);
    console.log(o.type, o.moRef.value, content[0].propSet?.map((p: any) => p.name).join());
  }
  const info = await client.task('ReconfigVM_Task', vm, '<spec><extraConfig><key>a</key><value xsi:type="xsd:string">b</value></extraConfig><nestedHVEnabled>true</nestedHVEnabled></spec>');
  console.log(info);
  console.log(await client.read(vm, 'config.nestedHVEnabled', 'config.extraConfig["a"]', 'recentTask', 'config.changeVersion', 'runtime.offlineFeatureRequirement'));
  const on = await client.find('/Lab/vm/nested/hv-03');
  console.dir(await client.task('ReconfigVM_Task', on, '<spec><nestedHVEnabled>true</nestedHVEnabled></spec>'), {depth: 5});
  expect(1).toBe(1);
});
