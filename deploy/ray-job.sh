#!/bin/sh
# Four prediction shards as Ray jobs; RAY_ADDRESS names the cluster (its Jobs API, for example http://head:8265).
set -eu
for shard in 0 1 2 3; do
  ray job submit --no-wait --submission-id "tsvision-predict-$shard" --entrypoint-num-cpus 2 -- \
    tsvision predict /data/bears.export /data/photos --out /data/preds.csv --shard "$shard/4"
done
