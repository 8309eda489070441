// SPDX-License-Identifier: Apache-2.0
// What GraphProbe measures, of oneTBB's flow graph: empty nodes on a chain, a tree and a grid. The
// building of the graph is not timed, on either side.
#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <iostream>
#include <string>
#include <vector>

using namespace oneapi::tbb;
using Node = flow::continue_node<flow::continue_msg>;

constexpr int THREADS = 2;

struct Work {
  flow::graph graph;
  std::deque<Node> nodes;
  // Written by the node that runs, read by the main thread after all have ended.
  std::vector<unsigned char> ran;

  explicit Work(int count) : ran(count) {
    for (int i = 0; i < count; i++) {
      nodes.emplace_back(graph, [this, i](const flow::continue_msg &) { ran[i]++; });
    }
  }

  long run() {
    std::fill(ran.begin(), ran.end(), 0);
    nodes[0].try_put(flow::continue_msg());
    graph.wait_for_all();
    return std::count(ran.begin(), ran.end(), 1);
  }
};

static void link_chain(Work &work, int count) {
  for (int i = 1; i < count; i++) {
    flow::make_edge(work.nodes[i - 1], work.nodes[i]);
  }
}

static void link_tree(Work &work, int count) {
  for (int i = 1; i < count; i++) {
    flow::make_edge(work.nodes[(i - 1) / 2], work.nodes[i]);
  }
}

static void link_grid(Work &work, int count) {
  int side = 1;
  while ((side + 1) * (side + 1) <= count) {
    side++;
  }
  for (int i = 1; i < count; i++) {
    if (i % side != 0) {
      flow::make_edge(work.nodes[i - 1], work.nodes[i]);
    }
    if (i >= side) {
      flow::make_edge(work.nodes[i - side], work.nodes[i]);
    }
  }
}

static double measured(int count, void (*link)(Work &, int), int runs) {
  Work work(count);
  link(work, count);
  std::vector<double> nanos;
  for (int i = 0; i < runs; i++) {
    auto start = std::chrono::steady_clock::now();
    long ran = work.run();
    std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    if (ran != count) {
      std::cerr << "nodes run: " << ran << " (expected: " << count << ")\n";
      std::exit(1);
    }
    nanos.push_back(took.count() / count);
  }
  std::sort(nanos.begin(), nanos.end());
  return nanos[nanos.size() / 2];
}

int main(int argc, char **argv) {
  global_control limit(global_control::max_allowed_parallelism, THREADS);
  std::string effort = argv[argc - 1];
  if (effort == "check") {
    Work chain(1000), tree(1000), grid(900);
    link_chain(chain, 1000);
    link_tree(tree, 1000);
    link_grid(grid, 900);
    std::cout << "answer chain " << chain.run() << "\nanswer tree " << tree.run()
              << "\nanswer grid " << grid.run() << "\n";
    return 0;
  }
  int runs = effort == "quick" ? 3 : 7;
  std::cout << "CHAIN " << measured(1000000, link_chain, runs) << "\nTREE "
            << measured(1000000, link_tree, runs) << "\nGRID "
            << measured(1000000, link_grid, runs) << "\n";
}
