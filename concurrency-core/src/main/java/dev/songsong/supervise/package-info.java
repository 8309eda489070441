// SPDX-License-Identifier: Apache-2.0
/**
 * Keeping things alive: supervisors after Erlang/OTP, and server processes that share an address.
 *
 * <p>Start at {@link dev.songsong.supervise.Supervisor}, which keeps children alive, services on
 * threads, worker JVMs, programs and other supervisors alike, and go on to {@link
 * dev.songsong.supervise.ServerGroup}, which stands on it.
 *
 * <h2>Supervisors</h2>
 *
 * <p>The code that works need not handle every failure: it dies, and starts anew from a state that
 * is known to be good. A supervisor has one thread that owns everything, and each life of a child
 * has a thread that minds it; they talk by messages only. It is a package of its own because it is
 * about the lives of things, of which processes are one kind.
 *
 * <h2>Cores and memory</h2>
 *
 * <p>JVMs below a supervisor have shares of the {@link dev.songsong.machine.Budget} of the thread
 * that started it: a child one core, a group's replicas equal parts of what the group took, each
 * with a heap to match. Flags that the user gives win, and cores among them are counted. Restarts
 * keep the share; it is given back when the child has ended for good. Programs take none.
 *
 * <h2>What SO_REUSEPORT loses</h2>
 *
 * <p>With {@link dev.songsong.supervise.ListenerSharing#reusePort()} each replica has a listening
 * queue of its own. What the kernel has put into a queue belongs to that replica:
 *
 * <ul>
 *   <li><b>A replica that is killed</b> takes along its connections and those in its queue, whose
 *       clients get a reset, although other replicas could have served them.
 *   <li><b>A replica that drains</b> empties its queue and closes it at once, but a connection that
 *       comes between the last look and the close, some microseconds, is reset. Nothing in Java can
 *       close that gap: the kernel goes on choosing the queue until it is closed. To shut a
 *       listening socket down drops its queue just as to close it; its backlog can't be made
 *       smaller; and to steer the kernel's choice takes a BPF program set by the descriptor, which
 *       Java doesn't give. So clients had better try again once.
 *   <li><b>Cure, Linux 5.14 or later:</b> {@code sysctl net.ipv4.tcp_migrate_req=1}, set before the
 *       group starts, lets the kernel move what waits in a closing queue to another replica.
 *   <li><b>A replica that hangs</b> still gets its share of connections, and they wait. One whose
 *       whole JVM hangs or was stopped is replaced, see {@link
 *       dev.songsong.supervise.ServerGroupBuilder#silence}; until then its share waits.
 *   <li>Connections are spread by a hash of their addresses, not by load. When the number of
 *       listeners changes, new connections are hashed anew; those that exist stay where they are.
 *   <li>Any process of the same user may bind the port beside the group.
 * </ul>
 *
 * <h2>Limits</h2>
 *
 * <ul>
 *   <li>A thread can't be killed. A service that ignores its interrupt is given up some seconds
 *       after its grace: the supervisor goes on and says {@code still runs}.
 *   <li>A supervisor costs one thread, a service two, a program or worker JVM four.
 *   <li>The members of a group share the patience of its owner: while a group under {@code
 *       ONE_FOR_ALL} or {@code REST_FOR_ONE} is stopped and started, other calls wait.
 *   <li>Where programs have no guard (see {@code dev.songsong.process}), worker JVMs end themselves
 *       when their supervisor's JVM is gone, and programs stay.
 *   <li>Worker JVMs print to this JVM's standard output and error.
 * </ul>
 */
@NullMarked
package dev.songsong.supervise;

import org.jspecify.annotations.NullMarked;
