import type { MoRef, PropertySpec, TaskInfoState } from '../../vim25/index.ts';
import type { Properties } from '../../vsphere/index.ts';

/** What is read of a task to know whether it is under way, and on what. */
export const ofTasks: PropertySpec = {
  type: 'Task',
  pathSet: ['info.entity', 'info.state', 'info.descriptionId'],
};

/** Whether a task is queued or running. */
export function isUnderWay(task: Properties): boolean {
  const state = task.get('info.state') as TaskInfoState | undefined;
  return state === 'queued' || state === 'running';
}

/** Names the tasks that are under way, by the moid of what they work on. */
export function readTasksUnderWay(tasks: Iterable<Properties>): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const task of tasks) {
    const entity = task.get('info.entity') as MoRef | undefined;
    if (entity !== undefined && isUnderWay(task)) {
      const name = String(task.get('info.descriptionId') ?? 'a task');
      const other = found[entity.value];
      found[entity.value] = other === undefined ? name : `${other}, ${name}`;
    }
  }
  return found;
}
