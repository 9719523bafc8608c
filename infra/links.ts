// What a link grants. SST's own links give `service:*` on the resource; these replace them for the
// whole app with the calls that Kiosque makes, and nothing else.
sst.Linkable.wrap(sst.aws.Dynamo, (table) => ({
  properties: { name: table.name },
  include: [
    sst.aws.permission({
      actions: [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:Query',
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
      ],
      resources: [table.arn, $interpolate`${table.arn}/index/*`],
    }),
  ],
}))
sst.Linkable.wrap(sst.aws.Queue, (queue) => ({
  properties: { url: queue.url },
  include: [sst.aws.permission({ actions: ['sqs:SendMessage'], resources: [queue.arn] })],
}))
sst.Linkable.wrap(sst.aws.Email, (email) => ({
  properties: { sender: email.sender, configSet: email.configSet },
  include: [
    sst.aws.permission({
      actions: ['ses:SendRawEmail'],
      resources: [email.nodes.identity.arn, email.nodes.configurationSet.arn],
    }),
    // The account's quota belongs to no resource: IAM takes `*` alone for this call.
    sst.aws.permission({ actions: ['ses:GetSendQuota'], resources: ['*'] }),
  ],
}))
sst.Linkable.wrap(sst.aws.Bucket, (bucket) => ({
  properties: { name: bucket.name },
  include: [
    sst.aws.permission({
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      resources: [$interpolate`${bucket.arn}/*`],
    }),
    // Of a file that is not there S3 says so to who may list, and `AccessDenied` to all others.
    sst.aws.permission({ actions: ['s3:ListBucket'], resources: [bucket.arn] }),
  ],
}))

export {}
