"""Updates without a network: packs that are checked, and new versions laid beside the running one."""
