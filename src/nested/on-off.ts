/** How people write the two values of nestedHVEnabled. */
export function onOff(value: boolean): string {
  return value ? 'on' : 'off';
}
