"""TypeScript notebooks for computer vision. This package brings the npm package, and Node to run it by."""
