// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import dev.songsong.machine.Budget;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A group's worker JVMs, and what they have of the budget: the group holds its part from the start
 * to the end, and divides it; each replica has a lease of that, which its restarts keep.
 */
final class JvmReplicas implements Replicas {
  /** What is the same for all replicas. */
  record Plan(
      String group,
      ServerBody body,
      JvmFlags flags,
      Duration drain,
      Duration startLimit,
      Duration silence) {}

  private final Plan plan;
  private final ListenerSharing.Reservation held;
  private final Budget.Lease whole;
  private final Map<String, Budget.Lease> leases = new HashMap<>();

  private JvmReplicas(Plan plan, ListenerSharing.Reservation held, Budget.Lease whole) {
    this.plan = plan;
    this.held = held;
    this.whole = whole;
  }

  /**
   * Takes the group's part: the cores that the flags ask for each replica, or that were asked for
   * all together, else all that are free, but at least one for each replica.
   *
   * @param cores for all together; 0 for what is free
   */
  static JvmReplicas of(Plan plan, ListenerSharing.Reservation held, int replicas, int cores) {
    Budget current = Budget.current();
    int usual = cores > 0 ? cores : Math.max(replicas, current.freeCores());
    int asked = plan.flags().cores().map(each -> Math.multiplyExact(each, replicas)).orElse(usual);
    return new JvmReplicas(plan, held, current.lease("group " + plan.group(), asked));
  }

  @Override
  public ChildSpec spec(String name, int number, int all) {
    var body = new ReplicaBody(plan.body(), held.listening(number), held.address(), number);
    return new ChildSpec(
        name,
        BodyKind.in(share(name, all), name, body, plan.flags()),
        Restart.PERMANENT,
        plan.drain(),
        plan.startLimit(),
        Readiness.declared(),
        Optional.of(HealthCheck.responds(plan.silence())));
  }

  /** The same part for each; less where those that run have more, but always one core. */
  private Budget share(String name, int all) {
    Budget group = whole.budget();
    int part = Math.max(1, Math.min(group.cores() / all, group.freeCores()));
    String who = "replica " + name + " of group " + plan.group();
    Budget.Lease lease = group.lease(who, plan.flags().cores().orElse(part));
    leases.put(name, lease);
    Budget jvm = lease.budget().worker(1);
    return jvm.withMemory(Math.min(jvm.memoryBytes(), group.worker(all).memoryBytes()));
  }

  @Override
  public void replaced(String name) {
    Budget.Lease lease = leases.remove(name);
    if (lease != null) {
      lease.close();
    }
  }

  @Override
  public void left(List<String> names) {
    List.copyOf(leases.keySet()).stream()
        .filter(name -> !names.contains(name))
        .forEach(this::replaced);
    // One that was to be replaced and was not.
    names.stream()
        .filter(name -> !leases.containsKey(name))
        .forEach(name -> share(name, names.size()));
  }

  @Override
  public void close() {
    whole.close();
  }
}
