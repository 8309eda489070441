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

  void run() {
    nodes[0].try_put(flow::continue_msg());
    graph.wait_for_all();
  }

  long ran_once() const { return std::count(ran.begin(), ran.end(), 1); }
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
  for (int i = -runs; i < runs; i++) { // half of them warm up
    std::fill(work.ran.begin(), work.ran.end(), 0);
    auto start = std::chrono::steady_clock::now();
    work.run();
    std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    if (work.ran_once() != count) {
      std::cerr << "nodes run: " << work.ran_once() << " (expected: " << count << ")\n";
      std::exit(1);
    }
    if (i >= 0) {
      nanos.push_back(took.count() / count);
    }
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
    chain.run();
    tree.run();
    grid.run();
    std::cout << "answer chain " << chain.ran_once() << "\nanswer tree " << tree.ran_once()
              << "\nanswer grid " << grid.ran_once() << "\n";
    return 0;
  }
  int runs = effort == "quick" ? 3 : 9;
  std::cout << "CHAIN " << measured(1000000, link_chain, runs) << "\nTREE "
            << measured(1000000, link_tree, runs) << "\nGRID "
            << measured(1000000, link_grid, runs) << "\n";
}
