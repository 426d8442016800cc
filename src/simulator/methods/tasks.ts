import { Task } from '../model/task.ts';
import { type Method, methodsOf } from './method.ts';

export const taskMethods: readonly Method[] = methodsOf(Task, {
  CancelTask(task, _parameters, call) {
    const { session } = call;
    const isOwn = task.parts.userName === session.user.name;
    if (!isOwn) {
      call.access.require(task, 'Global.CancelTask');
    }
    call.world.tasks.cancel(task);
    return undefined;
  },
});
