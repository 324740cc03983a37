/** Which replica acts on an entity. */
export { LeaseClaim, type LeaseOptions } from './lease.ts';
export { LockOwner } from './lock-owner.ts';
export { LeaseMembers } from './members.ts';
export { LeaseOwner } from './owner.ts';
export { ownerOf } from './rendezvous.ts';
export { type Ownership, whileOwned } from './while-owned.ts';
